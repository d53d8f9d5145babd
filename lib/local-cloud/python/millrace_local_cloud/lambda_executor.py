"""LocalStack's Lambda environments as Node processes of this machine."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from localstack import config
from localstack.services.lambda_ import runtimes
from localstack.services.lambda_.invocation import runtime_executor
from localstack.services.lambda_.invocation.executor_endpoint import StatusErrorException
from localstack.services.lambda_.invocation.lambda_models import FunctionVersion, InvocationResult
from localstack.services.lambda_.invocation.plugins import RuntimeExecutorPlugin
from plux import PluginFinder, PluginManager, PluginSpec

from .answers import exit_message, fatal, report
from .lambda_environment import node_environment
from .log_book import LogBook
from .node_process import Message, NodeProcess
from .settings import LOOPBACK, Settings

NAME = "millrace"
_LATER_RUNTIMES = ("nodejs24.x",)


class NodeExecutor(runtime_executor.RuntimeExecutor):
    """One Lambda environment: starts its Node process, and starts it again after it died."""

    def __init__(self, id: str, function_version: FunctionVersion):  # noqa: A002
        super().__init__(id=id, function_version=function_version)
        self._settings = Settings.read()
        name = function_version.id.function_name
        self._log = LogBook(self._settings.lambda_logs / f"{name}.log")
        self._environment: dict[str, str] = {}
        self._process: NodeProcess | None = None

    def start(self, env_vars: Mapping[str, Any]) -> None:
        """Loads the function. Raises what LocalStack turns into the caller's error."""
        runtime = self.function_version.config.runtime or "a container image"
        if not runtime.startswith("nodejs"):
            raise runtime_executor.LambdaRuntimeException(
                f"the local cloud runs Node functions only; got {runtime}"
            )
        self._environment = node_environment(
            os.environ, env_vars, self._settings, self.function_version.config, self._folder
        )
        first = self._launch()
        if first["type"] == "fatal":
            raise StatusErrorException("the function did not load", first["payload"].encode())

    def invoke(self, payload: Message) -> InvocationResult:
        """Runs one invocation to its end; its failure is a result, never an exception."""
        request = payload["invoke-id"]
        started = time.monotonic()
        message = self._answer(payload)
        if message["type"] == "fatal":
            memory = self.function_version.config.memory_size
            self._log.write(report(request, time.monotonic() - started, memory))
        return InvocationResult(
            request,
            message["payload"].encode(),
            is_error=message["type"] != "result",
            logs=self._log.take(f"REPORT RequestId: {request}", timeout=1),
        )

    def stop(self) -> None:
        """Ends the process, in the middle of an invocation too."""
        if self._process is not None:
            self._process.kill()

    def get_logs(self) -> str:
        """What was printed since the last invocation; LocalStack asks after a failed start."""
        return self._log.peek()

    def get_address(self) -> str:
        """Where the function is, as LocalStack sees it."""
        return LOOPBACK

    def get_endpoint_from_executor(self) -> str:
        """Where LocalStack is, as the function sees it."""
        return LOOPBACK

    def get_runtime_endpoint(self) -> str:
        """Nowhere: messages go through pipes."""
        return ""

    @classmethod
    def prepare_version(cls, function_version: FunctionVersion) -> None:
        """Has the code unpacked."""
        if function_version.config.code:
            function_version.config.code.prepare_for_execution()

    @classmethod
    def cleanup_version(cls, function_version: FunctionVersion) -> None:
        """Nothing to do: the code lies in LocalStack's own folder."""

    @property
    def _folder(self) -> Path:
        return Path(self.function_version.config.code.get_unzipped_code_location())

    def _launch(self) -> Message:
        """Starts the process; its first message says whether the function could be loaded."""
        process = NodeProcess(self._settings.node, self._folder, self._environment, self._log)
        self._process = process
        timeout = config.LAMBDA_RUNTIME_ENVIRONMENT_TIMEOUT
        try:
            message = process.receive(timeout)
        except TimeoutError:
            process.kill()
            return fatal("Sandbox.Timedout", f"the function did not load within {timeout} seconds")
        return message or fatal("Runtime.ExitError", exit_message(process.describe_exit()))

    def _answer(self, invocation: Message) -> Message:
        if self._process is None or not self._process.is_alive:
            first = self._launch()
            if first["type"] == "fatal":
                return first
        process = self._process
        assert process is not None
        request, timeout = invocation["invoke-id"], float(self.function_version.config.timeout)
        process.send(invocation)
        try:
            message = process.receive(timeout)
        except TimeoutError:
            process.kill()
            process.describe_exit()
            text = f"Task timed out after {timeout:.2f} seconds"
            now = datetime.now(UTC).isoformat(timespec="milliseconds")
            self._log.write(f"{now} {request} {text}\n")
            return fatal("Sandbox.Timedout", f"RequestId: {request} Error: {text}")
        return message or fatal(
            "Runtime.ExitError", f"RequestId: {request} {exit_message(process.describe_exit())}"
        )


class _Plugin(RuntimeExecutorPlugin):
    name = NAME

    def load(self, *_args: object, **_kwargs: object) -> type[NodeExecutor]:
        return NodeExecutor


class _OnlyThis(PluginFinder):
    def find_plugins(self) -> list[PluginSpec]:
        return [PluginSpec(RuntimeExecutorPlugin.namespace, NAME, _Plugin)]


def register() -> None:
    """Makes this the only executor, and lets LocalStack accept Node runtimes it does not know."""
    runtime_executor.EXECUTOR_PLUGIN_MANAGER = PluginManager(
        RuntimeExecutorPlugin.namespace, finder=_OnlyThis()
    )
    for runtime in _LATER_RUNTIMES:
        if runtime not in runtimes.ALL_RUNTIMES:
            runtimes.ALL_RUNTIMES.append(runtime)  # type: ignore[arg-type]
