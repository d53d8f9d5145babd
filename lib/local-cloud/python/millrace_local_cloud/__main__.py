"""Starts LocalStack with the changes that this package makes; runs until it is terminated."""

from __future__ import annotations

from .loopback import keep_on_loopback


def main() -> None:
    """Prepares the process, then hands it to LocalStack."""
    keep_on_loopback()  # first, before anything can listen

    from localstack.runtime.main import main as run_localstack

    from . import cloudwatch_logs, dynamodb, executions, lambda_executor, stream_reader

    lambda_executor.register()
    dynamodb.register()
    stream_reader.register()
    cloudwatch_logs.register()
    executions.register()
    run_localstack()


if __name__ == "__main__":
    main()
