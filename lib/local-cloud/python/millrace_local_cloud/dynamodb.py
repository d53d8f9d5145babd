"""Makes LocalStack start DynamoDB Local through :mod:`.dynamodb_server`."""

from __future__ import annotations

import sys

from localstack.services.dynamodb.server import DynamodbServer


def _command(server: DynamodbServer) -> list[str]:
    return [
        sys.executable,
        "-m",
        f"{__package__}.dynamodb_server",
        "--port",
        str(server.port),
        "--libraries",
        server.library_path,
        "--heap",
        server.heap_size,
    ]


def register() -> None:
    """Replaces LocalStack's command line, which would listen on all interfaces."""
    DynamodbServer._create_shell_command = _command  # type: ignore[method-assign,assignment]
