import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import type { ArchiveLane } from '../../runtime/archive/archive-lane.ts';
import { log } from '../log.ts';
import { readBatch } from './records.ts';

/**
 * The handler of a lane that keeps what a stream brings.
 *
 * A batch that failed in the middle is delivered again from the first record that is not stored.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 */
export const archiveHandler =
  (lane: ArchiveLane) =>
  async (event: KinesisStreamEvent): Promise<KinesisStreamBatchResponse> => {
    const { shard, records } = readBatch(event);
    const archived = await lane.take(shard, records);
    if (archived.ok) return { batchItemFailures: [] };
    const { firstMissing, cause: error } = archived;
    log.error('batch failed and will be delivered again', { shard, firstMissing, error });
    return { batchItemFailures: [{ itemIdentifier: firstMissing }] };
  };
