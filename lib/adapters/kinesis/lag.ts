import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  ShardIteratorType,
} from '@aws-sdk/client-kinesis';
import type { DurationMs } from '../../core/time.ts';

export interface ReadPosition {
  /** Name of the deployed stream. */
  readonly stream: string;
  readonly shard: string;
  /** Sequence number of the last record that was read; `null` before the first. */
  readonly upTo: string | null;
}

/**
 * How long the oldest record that was not read has been waiting; 0 if everything was read.
 *
 * Asks for one record after the position: one of the five read calls per second of the shard.
 *
 * @param now - Wall clock, in milliseconds.
 * @returns `undefined` if Kinesis does not say.
 */
export async function waitingTime(
  client: KinesisClient,
  { stream, shard, upTo }: ReadPosition,
  now: number,
): Promise<DurationMs | undefined> {
  const position =
    upTo === null
      ? { ShardIteratorType: ShardIteratorType.TRIM_HORIZON }
      : {
          ShardIteratorType: ShardIteratorType.AFTER_SEQUENCE_NUMBER,
          StartingSequenceNumber: upTo,
        };
  const { ShardIterator } = await client.send(
    new GetShardIteratorCommand({ StreamName: stream, ShardId: shard, ...position }),
  );
  const { Records = [], MillisBehindLatest } = await client.send(
    new GetRecordsCommand({ ShardIterator, Limit: 1 }),
  );
  const arrival = Records[0]?.ApproximateArrivalTimestamp;
  return arrival === undefined ? MillisBehindLatest : Math.max(1, now - arrival.getTime());
}
