import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import { readBatch } from '../adapters/kinesis/records.ts';
import { type Deadline, timeLeft } from '../adapters/lambda/time-left.ts';
import type { ArchiveLane } from '../runtime/archive/archive-lane.ts';
import { type BatchReport, LOGGED } from './batch-report.ts';

/**
 * The handler of a lane that keeps what a stream brings.
 *
 * A batch that failed in the middle, or for which there was not enough time, is delivered again from
 * the first record that is not stored.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 */
export const archiveHandler =
  (lane: ArchiveLane, report: BatchReport = LOGGED) =>
  async (event: KinesisStreamEvent, context: Deadline): Promise<KinesisStreamBatchResponse> => {
    const { shard, records } = readBatch(event);
    const archived = await lane.take(shard, records, timeLeft(context));
    if (archived.ok) return { batchItemFailures: [] };
    const { firstMissing, cause } = archived;
    if (cause === undefined) report.unfinished({ shard, from: firstMissing });
    else report.failed({ shard, from: firstMissing }, cause);
    return { batchItemFailures: [{ itemIdentifier: firstMissing }] };
  };
