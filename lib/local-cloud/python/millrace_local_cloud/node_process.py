"""One Node process that runs the code of one Lambda function, one invocation at a time.

Messages are JSON, one to a line: invocations go in through standard input, answers come back
through a pipe of their own, so that nothing a function prints can be taken for an answer. When
the process dies, whatever the reason, the pipe closes and the wait for an answer ends.

Knows nothing of LocalStack.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from .log_book import LogBook

Message = dict[str, Any]

_BOOTSTRAP = Path(__file__).parent / "node" / "bootstrap.mjs"
_ANSWERS_VARIABLE = "MILLRACE_ANSWERS_FD"


class NodeProcess:
    """A running Node process; it is started by the constructor."""

    def __init__(self, node: str, folder: Path, environment: Mapping[str, str], log: LogBook):
        answers, answers_of_child = os.pipe()
        try:
            # No session of its own: it must end with the process group of LocalStack.
            self._process = subprocess.Popen(
                [node, str(_BOOTSTRAP)],
                cwd=folder,
                env={**environment, _ANSWERS_VARIABLE: str(answers_of_child)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                pass_fds=(answers_of_child,),
            )
        finally:
            os.close(answers_of_child)
        self._answers: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._log = log
        self._readers = (
            threading.Thread(target=self._read_answers, args=(os.fdopen(answers, "rb"),)),
            threading.Thread(target=self._read_output, args=(self._process.stdout,)),
        )
        for reader in self._readers:
            reader.daemon = True
            reader.start()

    @property
    def is_alive(self) -> bool:
        """Whether the process is running now."""
        return self._process.poll() is None

    def send(self, message: Message) -> None:
        """Hands over an invocation. A process that is gone is noticed by :meth:`receive`."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(message).encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass

    def receive(self, timeout: float) -> Message | None:
        """The next answer, or ``None`` once the process is gone.

        :param timeout: in seconds.
        :raises TimeoutError: if there is no answer in time; the process is still running.
        """
        try:
            return self._answers.get(timeout=timeout)
        except queue.Empty:
            raise TimeoutError from None

    def kill(self) -> None:
        """Ends the process at once; harmless if it is gone."""
        if self.is_alive:
            self._process.kill()

    def describe_exit(self) -> str:
        """Why the process is gone, in the words of Lambda; waits until it is."""
        code = self._process.wait()
        for reader in self._readers:
            reader.join(timeout=1)
        if code < 0:
            return f"signal: {signal.strsignal(-code) or -code}".lower()
        return f"exit status {code}"

    def _read_answers(self, pipe: IO[bytes]) -> None:
        with pipe:
            for line in pipe:
                self._answers.put(json.loads(line))
        self._process.wait()
        self._answers.put(None)

    def _read_output(self, pipe: IO[bytes]) -> None:
        with pipe:
            for line in pipe:
                self._log.write(line.decode(errors="replace"))
