"""Event source mappings of Kinesis that go on where they were.

LocalStack's own reader keeps iterators only. When one expires, and at each closed shard, it begins
again at the oldest record of all shards, and keeps what it had gathered; when a mapping changes
too. This one remembers what was delivered (:mod:`.shard_book`):

* after an expired iterator it goes on behind the last record that it has read;
* a closed shard is read to its end, once, and its children only then, from their oldest record;
* what a function reports as not done is read again, behind what it has done;
* a mapping that is changed or enabled again goes on behind what was delivered;
* a batch has at most the 6 MB that an invocation may have.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from localstack.services.lambda_.event_source_mapping import esm_worker_factory
from localstack.services.lambda_.event_source_mapping.esm_worker import EsmWorker
from localstack.services.lambda_.event_source_mapping.event_processor import (
    BatchFailureError,
    EventProcessor,
    PartialBatchFailureError,
)
from localstack.services.lambda_.event_source_mapping.pollers.kinesis_poller import KinesisPoller
from localstack.services.lambda_.event_source_mapping.pollers.poller import (
    EmptyPollResultsException,
    get_batch_item_failures,
)
from localstack.utils.batch_policy import Batcher

from .shard_book import Shard, ShardBook, cut

_PAYLOAD_BYTES = 6 * 1024 * 1024
_ENVELOPE_BYTES = 1024  # of a record in an event, beside its data and its partition key

_books: dict[str, ShardBook] = {}
"""By mapping: they outlive a reader, since a changed mapping gets a new one."""

_Records = list[dict[str, Any]]


def _number(event: dict[str, Any]) -> str:
    return str(event.get("kinesis", event)["sequenceNumber"])


class _Progress(EventProcessor):
    """Invokes the function, and tells how far it came.

    A function that has done some of a batch has not failed: the rest is read again. Only if it has
    done nothing is it a failure, and tried again after a while.
    """

    def __init__(self, inner: EventProcessor, on_done: Callable[[str], None]):
        self._inner = inner
        self._on_done = on_done
        self.is_partial = False

    def process_events_batch(self, input_events: Any) -> None:
        self.is_partial = False
        numbers = [_number(event) for event in input_events]
        try:
            self._inner.process_events_batch(input_events)
        except PartialBatchFailureError as error:
            failed = get_batch_item_failures(error.partial_failure_payload, set(numbers))
            done = numbers.index(min(failed, key=int)) if failed else 0
            if done == 0:
                raise BatchFailureError(error=error.error) from error
            self.is_partial = True
            self._on_done(numbers[done - 1])
        else:
            self._on_done(numbers[-1])

    def generate_event_failure_context(self, abort_condition: str, **kwargs: Any) -> Any:
        return self._inner.generate_event_failure_context(abort_condition, **kwargs)


class _Reading:
    """What one reader holds of one shard."""

    def __init__(self, gathered: Batcher[dict[str, Any]]):
        self.iterator: str | None = None
        self.last: str | None = None
        """Sequence number of the last record that was read, delivered or gathered."""
        self.gathered = gathered
        self.is_urgent = False
        """Whether there is a rest of a batch to be read, which has waited long enough."""


class StreamReader(KinesisPoller):
    """Reads the shards of one stream for one mapping."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._book = _books.setdefault(self.esm_uuid, ShardBook()) if self.esm_uuid else ShardBook()
        self._readings: dict[str, _Reading] = {}
        self._shard: Shard | None = None
        self._progress = _Progress(self.processor, self._is_done)
        self.processor = self._progress

    def poll_events(self) -> None:
        """Reads some shards in turn and delivers what is due."""
        with self._book.lock:
            if self._is_shutdown.is_set():
                return
            if not self._book.readable():
                self._discover()
            shards = self._book.next_turn()
            if not shards:
                raise EmptyPollResultsException(self.event_source(), self.source_arn)
            for shard in shards:
                self._read(shard)

    def _discover(self) -> None:
        listed: _Records = []
        page: dict[str, Any] = {"StreamARN": self.source_arn}
        while page:
            answer = self.source_client.list_shards(**page)
            listed += answer["Shards"]
            token = answer.get("NextToken")
            page = {"NextToken": token} if token else {}
        self._book.learn(listed)

    def _read(self, shard: Shard) -> None:
        reading = self._readings.get(shard.id) or self._begin(shard)
        iterator = reading.iterator or self._iterator(shard, reading.last)
        reading.iterator = None  # unless there is an answer
        try:
            answer = self.source_client.get_records(
                StreamARN=self.source_arn,
                ShardIterator=iterator,
                Limit=self.stream_parameters["BatchSize"],
            )
        except self.source_client.exceptions.ExpiredIteratorException:
            return
        records = answer["Records"]
        reading.iterator = answer.get("NextShardIterator")
        if records:
            reading.last = records[-1]["SequenceNumber"]
        is_closed = reading.iterator is None
        is_due = reading.gathered.add(records) or reading.is_urgent or is_closed
        if is_due and not self._deliver(shard, reading):
            return
        if is_closed:
            shard.has_ended = True
            del self._readings[shard.id]
            self._discover()

    def _begin(self, shard: Shard) -> _Reading:
        window = self.stream_parameters.get("MaximumBatchingWindowInSeconds", 0)
        most = self.stream_parameters["BatchSize"]
        reading = _Reading(Batcher(max_count=most, max_window=window))
        reading.last = shard.delivered
        self._readings[shard.id] = reading
        return reading

    def _iterator(self, shard: Shard, last: str | None) -> str:
        position: dict[str, Any] = {"ShardIteratorType": "TRIM_HORIZON"}
        if last is not None:
            position = {
                "ShardIteratorType": "AFTER_SEQUENCE_NUMBER",
                "StartingSequenceNumber": last,
            }
        elif shard.is_original:
            position = {"ShardIteratorType": self.stream_parameters["StartingPosition"]}
            if position["ShardIteratorType"] == "AT_TIMESTAMP":
                position["Timestamp"] = self.stream_parameters["StartingPositionTimestamp"]
        answer = self.source_client.get_shard_iterator(
            StreamARN=self.source_arn, ShardId=shard.id, **position
        )
        return str(answer["ShardIterator"])

    def _deliver(self, shard: Shard, reading: _Reading) -> bool:
        """Whether all was delivered; if not, the rest will be read again."""
        records = reading.gathered.flush()
        reading.is_urgent = False
        sizes = (
            len(record["Data"]) * 4 // 3 + len(record["PartitionKey"]) + _ENVELOPE_BYTES
            for record in records
        )
        self._shard = shard
        is_whole = False
        try:
            for part in cut(sizes, self.stream_parameters["BatchSize"], _PAYLOAD_BYTES):
                batch = records[part]
                self._progress.is_partial = False
                self.forward_events_to_target(shard.id, batch)
                if self._progress.is_partial or self._is_shutdown.is_set():
                    return False
                shard.delivered = batch[-1]["SequenceNumber"]  # or was filtered, or given up
            is_whole = True
        finally:
            if not is_whole:
                self._begin(shard).is_urgent = True
        return True

    def _is_done(self, number: str) -> None:
        assert self._shard is not None
        self._shard.delivered = number


def _ends_retries(change: Callable[[EsmWorker], None]) -> Callable[[EsmWorker], None]:
    """LocalStack's worker asks its reader to end once the batch at hand is delivered, which may be never."""

    def changed(worker: EsmWorker) -> None:
        if isinstance(worker.poller, StreamReader):
            worker.poller.close()
        change(worker)

    return changed


def _forgets(delete: Callable[[EsmWorker], None]) -> Callable[[EsmWorker], None]:
    def deleted(worker: EsmWorker) -> None:
        _books.pop(worker.uuid, None)
        delete(worker)

    return deleted


def register() -> None:
    """Makes mappings of Kinesis streams use this reader."""
    esm_worker_factory.KinesisPoller = StreamReader  # type: ignore[misc]
    EsmWorker.stop = _ends_retries(EsmWorker.stop)  # type: ignore[method-assign]
    EsmWorker.delete = _forgets(_ends_retries(EsmWorker.delete))  # type: ignore[method-assign]
