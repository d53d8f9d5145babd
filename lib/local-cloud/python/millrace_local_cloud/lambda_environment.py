"""The environment variables of a Lambda function's process."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from .settings import Settings

# Everything else of this machine's environment would let a function work here and fail on AWS.
_INHERITED = ("PATH", "HOME", "TMPDIR", "NODE_EXTRA_CA_CERTS")

# As on AWS: the rest is for the code, the stacks and what lies outside the heap.
_HEAP_SHARE = 0.9


class FunctionConfig(Protocol):
    """What is needed of LocalStack's ``VersionFunctionConfiguration``."""

    @property
    def runtime(self) -> str | None:
        """Such as ``nodejs24.x``."""

    @property
    def memory_size(self) -> int:
        """In MB."""


def node_environment(
    machine: Mapping[str, str],
    variables: Mapping[str, Any],
    settings: Settings,
    function: FunctionConfig,
    folder: Path,
) -> dict[str, str]:
    """Puts together what the process sees.

    :param variables: what LocalStack prepared: Lambda's own variables and the function's.
    :param folder: where the unpacked code lies.
    """
    environment = {name: machine[name] for name in _INHERITED if name in machine}
    environment.update({name: str(value) for name, value in variables.items()})
    environment["LAMBDA_TASK_ROOT"] = str(folder)
    environment["AWS_EXECUTION_ENV"] = f"AWS_Lambda_{function.runtime}"
    environment.setdefault("AWS_ENDPOINT_URL_DYNAMODB", settings.dynamodb_endpoint)
    heap = f"--max-old-space-size={int(function.memory_size * _HEAP_SHARE)}"
    options = environment.get("NODE_OPTIONS", "")
    if "--max-old-space-size" not in options:
        environment["NODE_OPTIONS"] = f"{options} {heap}".strip()
    return environment
