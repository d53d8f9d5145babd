"""The reader of a stream, against a stream and a function that fail when they are told to."""

import unittest
from datetime import UTC, datetime

from localstack.services.lambda_.event_source_mapping.event_processor import (
    EventProcessor,
    PartialBatchFailureError,
)
from millrace_local_cloud.stream_reader import StreamReader


class Expired(Exception):
    pass


class Stream:
    """One shard; an iterator is the number of records before it, and may expire."""

    class exceptions:  # noqa: N801
        ExpiredIteratorException = Expired

    def __init__(self, texts, size=1):
        self.records = [
            {
                "SequenceNumber": str(9 + i),  # they grow a digit
                "Data": text.encode() * size,
                "PartitionKey": "k",
                "ApproximateArrivalTimestamp": datetime.now(UTC),
            }
            for i, text in enumerate(texts)
        ]
        self.expired = set()
        self.positions = []

    def list_shards(self, **_):
        return {"Shards": [{"ShardId": "s"}]}

    def get_shard_iterator(self, ShardIteratorType, StartingSequenceNumber=None, **_):  # noqa: N803
        self.positions.append((ShardIteratorType, StartingSequenceNumber))
        after = 0 if StartingSequenceNumber is None else int(StartingSequenceNumber) - 8
        return {"ShardIterator": str(after)}

    def get_records(self, ShardIterator, Limit, **_):  # noqa: N803
        at = int(ShardIterator)
        if at in self.expired:
            self.expired.remove(at)
            raise Expired
        records = self.records[at : at + Limit]
        return {"Records": records, "NextShardIterator": str(at + len(records))}


class Function(EventProcessor):
    """Remembers its batches; reports the first record with a text of `fails` once each."""

    def __init__(self, fails=()):
        self.batches = []
        self.fails = list(fails)

    def process_events_batch(self, input_events):
        numbers = [event["kinesis"]["sequenceNumber"] for event in input_events]
        self.batches.append(numbers)
        for number in self.fails:
            if number in numbers:
                self.fails.remove(number)
                failures = [{"itemIdentifier": number}]
                raise PartialBatchFailureError({"batchItemFailures": failures}, error={})

    def generate_event_failure_context(self, abort_condition, **kwargs):
        return {}


def reader(stream, function, *, size=2, window=0, uuid=None):
    parameters = {
        "StartingPosition": "TRIM_HORIZON",
        "BatchSize": size,
        "MaximumBatchingWindowInSeconds": window,
    }
    return StreamReader(
        "arn:aws:kinesis:us-east-1:000000000000:stream/s",
        {"KinesisStreamParameters": parameters},
        stream,
        function,
        invoke_identity_arn="role",
        kinesis_namespace=True,
        esm_uuid=uuid,
    )


class StreamReaderTest(unittest.TestCase):
    def test_goes_on_behind_what_it_has_gathered_when_an_iterator_expires(self):
        stream, function = Stream("abcdefg"), Function()
        stream.expired = {1, 4}
        subject = reader(stream, function, size=3, window=3600)
        stream.records, later = stream.records[:1], stream.records[1:]
        subject.poll_events()  # gathers the first
        stream.records += later
        for _ in range(5):
            subject.poll_events()

        self.assertEqual(function.batches, [["9", "10", "11"], ["12"], ["13", "14", "15"]])
        self.assertEqual(
            stream.positions,
            [
                ("TRIM_HORIZON", None),
                ("AFTER_SEQUENCE_NUMBER", "9"),
                ("AFTER_SEQUENCE_NUMBER", "12"),
            ],
        )

    def test_reads_the_rest_of_a_batch_again_and_nothing_else(self):
        stream, function = Stream("abcd"), Function(fails=["11"])
        subject = reader(stream, function, size=4)
        for _ in range(3):
            subject.poll_events()

        self.assertEqual(function.batches, [["9", "10", "11", "12"], ["11", "12"]])

    def test_tries_a_batch_again_of_which_nothing_was_done(self):
        stream, function = Stream("ab"), Function(fails=["9"])
        subject = reader(stream, function)
        subject.poll_events()

        self.assertEqual(function.batches, [["9", "10"], ["9", "10"]])

    def test_another_reader_of_the_same_mapping_goes_on_behind_what_was_delivered(self):
        stream, function = Stream("abcdef"), Function()
        first = reader(stream, function, uuid="a mapping")
        first.poll_events()
        first.close()
        first.poll_events()  # does nothing any more
        second = reader(stream, function, uuid="a mapping")
        second.poll_events()

        self.assertEqual(function.batches, [["9", "10"], ["11", "12"]])

    def test_cuts_batches_to_what_an_invocation_may_hold(self):
        stream, function = Stream("abc", size=3 * 1024 * 1024), Function()
        subject = reader(stream, function, size=3)
        subject.poll_events()

        self.assertEqual(function.batches, [["9"], ["10"], ["11"]])
