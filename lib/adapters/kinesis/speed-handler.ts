import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import type { RunningSourceLane } from '../../runtime/speed/source-lane.ts';
import { log } from '../log.ts';
import { readBatch } from './records.ts';

/**
 * The handler of a lane that reads a stream.
 *
 * The epoch log knows what it has taken, so a batch that failed in the middle is reported from its
 * first record: what was committed is skipped when it comes again.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 */
export const speedHandler =
  (lane: RunningSourceLane) =>
  async (event: KinesisStreamEvent): Promise<KinesisStreamBatchResponse> => {
    const [first] = event.Records;
    if (first === undefined) return { batchItemFailures: [] };
    const { shard, records } = readBatch(event);
    try {
      await lane.take(shard, records);
      return { batchItemFailures: [] };
    } catch (error) {
      log.error('batch failed and will be delivered again', { shard, error });
      return { batchItemFailures: [{ itemIdentifier: first.kinesis.sequenceNumber }] };
    }
  };
