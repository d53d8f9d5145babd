"""What this package reads from its environment, beside LocalStack's own settings."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Settings:
    """The part of the environment that decides how functions and databases are run."""

    node: str
    """Executable that runs Lambda functions."""

    lambda_logs: Path
    """Folder that receives one log file per function."""

    dynamodb_endpoint: str
    """Where DynamoDB Local listens; functions talk to it without a detour."""

    @staticmethod
    def read(environment: Mapping[str, str] = os.environ) -> Settings:
        """Reads the settings; a missing one is a mistake of the caller and raises ``KeyError``."""
        return Settings(
            node=environment["MILLRACE_NODE"],
            lambda_logs=Path(environment["MILLRACE_LAMBDA_LOGS"]),
            dynamodb_endpoint=f"http://{LOOPBACK}:{environment['DYNAMODB_LOCAL_PORT']}",
        )
