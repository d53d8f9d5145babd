"""Lets executions of Step Functions be asked about from the moment at which they are there.

LocalStack makes the surroundings of an execution in a thread of its own, after it has parsed the
definition: on a busy machine seconds after the execution can be named. Whoever asked for its map runs,
or stopped it, in between got an internal error.
"""

from __future__ import annotations

from typing import Any

from localstack.services.stepfunctions.backend.execution_worker import ExecutionWorker


def register(workers: Any = ExecutionWorker) -> None:
    """From now on workers have their surroundings before they start."""
    make, start = workers._get_evaluation_environment, workers.start

    def made_once(worker: Any) -> Any:
        return make(worker) if worker.env is None else worker.env

    def start_ready(worker: Any) -> None:
        worker.env = made_once(worker)
        start(worker)

    workers._get_evaluation_environment = made_once
    workers.start = start_ready
