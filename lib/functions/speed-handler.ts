import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import { readBatch, recordsInOrder } from '../adapters/kinesis/records.ts';
import { type Deadline, timeLeft } from '../adapters/lambda/time-left.ts';
import type { RunningSourceLane } from '../runtime/speed/source-lane.ts';
import { type BatchReport, LOGGED } from './batch-report.ts';

/**
 * The handler of a lane that reads a stream.
 *
 * The epoch log knows what it has taken, so a batch that failed in the middle is reported from its
 * first record: what was committed is skipped when it comes again. If time is up before its end, it is
 * reported from the first record that was not taken.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 */
export const speedHandler =
  (lane: RunningSourceLane, report: BatchReport = LOGGED) =>
  async (event: KinesisStreamEvent, context: Deadline): Promise<KinesisStreamBatchResponse> => {
    const [first] = recordsInOrder(event);
    if (first === undefined) return { batchItemFailures: [] };
    const { shard, records } = readBatch(event);
    try {
      const left = await lane.take(shard, records, timeLeft(context));
      if (left === undefined) return { batchItemFailures: [] };
      report.unfinished({ shard, from: left.sequence });
      return { batchItemFailures: [{ itemIdentifier: left.sequence }] };
    } catch (error) {
      const from = first.kinesis.sequenceNumber;
      report.failed({ shard, from }, error);
      return { batchItemFailures: [{ itemIdentifier: from }] };
    }
  };
