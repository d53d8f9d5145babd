"""What Lambda answers, and logs, when a function cannot answer for itself.

The texts and error types are those of the real service, because retry rules and alarms match
them.
"""

from __future__ import annotations

import json


def fatal(error_type: str, message: str) -> dict[str, str]:
    """The answer in place of a process that cannot go on."""
    payload = json.dumps({"errorType": error_type, "errorMessage": message})
    return {"type": "fatal", "payload": payload}


def exit_message(reason: str) -> str:
    """The process is gone: killed, out of memory, or by its own ``process.exit``."""
    return f"Error: Runtime exited with error: {reason}"


def report(request: str, seconds: float, memory_mb: int) -> str:
    """The lines that close the log of an invocation whose process did not live to write them."""
    milliseconds = f"{seconds * 1000:.2f} ms"
    return (
        f"END RequestId: {request}\n"
        f"REPORT RequestId: {request}\tDuration: {milliseconds}\t"
        f"Billed Duration: {milliseconds}\tMemory Size: {memory_mb} MB\tStatus: error\n"
    )
