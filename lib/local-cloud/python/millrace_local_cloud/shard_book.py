"""How far the shards of one stream have been delivered, and which may be read now.

A shard is read once its parents have ended, from where it was left: behind the last record that
was delivered, whoever reads on. One that has ended is never read again.

Knows nothing of LocalStack.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

_TURNS = 4
"""Within so many calls every shard has its turn, however many there are."""


@dataclass
class Shard:
    """One shard, as long as it is listed."""

    id: str
    parents: frozenset[str]
    is_original: bool
    """Whether it was there when reading began; the others are read from their oldest record."""
    delivered: str | None = None
    """Sequence number of the last record that was delivered."""
    has_ended: bool = False


@dataclass
class ShardBook:
    """The shards of one stream, as one mapping sees them."""

    lock: threading.RLock = field(default_factory=threading.RLock)
    """Held while records are read and delivered: readers replace each other in mid-batch."""
    _shards: dict[str, Shard] = field(default_factory=dict)
    _turn: int = 0

    def learn(self, listed: Iterable[Mapping[str, Any]]) -> None:
        """Takes over what ``ListShards`` says; what is no longer listed is forgotten."""
        is_first = not self._shards
        shards = {}
        for each in listed:
            names = ("ParentShardId", "AdjacentParentShardId")
            parents = frozenset(each[name] for name in names if each.get(name))
            id = each["ShardId"]  # noqa: A001
            shards[id] = self._shards.get(id) or Shard(id, parents, is_original=is_first)
        self._shards = shards

    def readable(self) -> list[Shard]:
        """Shards that have not ended and whose parents have, or are no longer listed."""
        unfinished = {shard.id for shard in self._shards.values() if not shard.has_ended}
        return [
            shard
            for shard in self._shards.values()
            if shard.id in unfinished and not shard.parents & unfinished
        ]

    def next_turn(self) -> list[Shard]:
        """The shards to read now, in turn: a few of them, so that more shards cost no more time."""
        shards = self.readable()
        count = -(-len(shards) // _TURNS)
        self._turn %= max(len(shards), 1)
        chosen = (shards[self._turn :] + shards)[:count]
        self._turn += count
        return chosen


def cut(sizes: Iterable[int], most_records: int, most_bytes: int) -> Iterator[slice]:
    """Cuts records into batches that are neither too many nor too big; one alone may be too big.

    >>> list(cut([1, 1, 1, 9, 1], most_records=2, most_bytes=4))
    [slice(0, 2, None), slice(2, 3, None), slice(3, 4, None), slice(4, 5, None)]
    """
    start = end = held = 0
    for size in sizes:
        if end > start and (end - start == most_records or held + size > most_bytes):
            yield slice(start, end)
            start, held = end, 0
        end += 1
        held += size
    if end > start:
        yield slice(start, end)
