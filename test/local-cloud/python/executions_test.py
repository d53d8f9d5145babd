"""When an execution can be asked about."""

import unittest

from localstack.services.stepfunctions.backend.execution_worker import ExecutionWorker
from millrace_local_cloud.executions import register


class ExecutionsTest(unittest.TestCase):
    def test_have_their_surroundings_before_they_are_started_and_keep_them(self):
        class Worker:
            """As LocalStack's: started, it makes its surroundings some time later."""

            def __init__(self):
                self.env = None
                self.at_start = "not started"

            def _get_evaluation_environment(self):
                return object()

            def start(self):
                self.at_start = self.env

            def go_on(self):
                self.env = self._get_evaluation_environment()

        register(Worker)
        worker = Worker()
        worker.start()
        worker.go_on()

        self.assertIsNotNone(worker.at_start)
        self.assertIs(worker.env, worker.at_start)

    def test_are_made_as_they_are_in_this_version(self):
        names = ("_get_evaluation_environment", "start")
        self.assertTrue(all(callable(getattr(ExecutionWorker, name)) for name in names))
