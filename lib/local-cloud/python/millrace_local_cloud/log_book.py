"""The log of one Lambda environment: the lines of the current invocation, and a file of all."""

from __future__ import annotations

import os
import threading
from pathlib import Path

_LINES_KEPT = 10_000


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


class LogBook:
    """Collects lines from one thread and gives them to another."""

    def __init__(self, file: Path):
        file.parent.mkdir(parents=True, exist_ok=True)
        # what was sent is in it: nobody else may read it
        self._file = open(file, "a", encoding="utf-8", buffering=1, opener=_private)
        self._lines: list[str] = []
        self._changed = threading.Condition()

    def write(self, line: str) -> None:
        """Adds one line, with its line break. Very long logs keep their newest lines."""
        with self._changed:
            self._file.write(line)
            self._lines.append(line)
            del self._lines[:-_LINES_KEPT]
            self._changed.notify_all()

    def take(self, last_line: str, timeout: float) -> str:
        """The lines since the last call, which are then forgotten.

        What a process prints and what it answers take different ways. So this waits until a line
        that contains ``last_line`` has come, but no longer than ``timeout`` seconds.
        """

        def complete() -> bool:
            return any(last_line in line for line in self._lines)

        with self._changed:
            self._changed.wait_for(complete, timeout)
            text = "".join(self._lines)
            self._lines.clear()
        return text

    def peek(self) -> str:
        """The lines since the last :meth:`take`; they stay."""
        with self._changed:
            return "".join(self._lines)
