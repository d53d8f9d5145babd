"""Keeps the newest lines of each log group, where LocalStack keeps all of them in memory.

A few busy functions write some megabytes of log a minute. All lines of a function are in its file
(:mod:`.log_book`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.logs.models import LogGroup

_LINES_KEPT = 10_000
"""Of a group. What is more goes in chunks of a tenth: cutting a list takes as long as it is."""


def forget_oldest(group: LogGroup, most: int = _LINES_KEPT) -> None:
    """Drops lines of the oldest streams of a group, and streams that have none left."""
    excess = sum(len(stream.events) for stream in group.streams.values()) - most
    if excess <= most // 10:
        return
    for name, stream in list(group.streams.items()):
        dropped = min(excess, len(stream.events))
        del stream.events[:dropped]
        excess -= dropped
        if excess == 0:
            return
        del group.streams[name]


def _trimming(put: Callable[..., str]) -> Callable[..., str]:
    def put_and_trim(group: LogGroup, *args: Any, **kwargs: Any) -> str:
        token = put(group, *args, **kwargs)
        forget_oldest(group)
        return token

    return put_and_trim


def register() -> None:
    """From now on log groups do not grow without bound."""
    LogGroup.put_log_events = _trimming(LogGroup.put_log_events)  # type: ignore[method-assign]
