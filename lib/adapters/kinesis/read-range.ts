import {
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  InvalidArgumentException,
  type KinesisClient,
  ResourceNotFoundException,
  ShardIteratorType,
  type _Record as StoredRecord,
} from '@aws-sdk/client-kinesis';
import type { KinesisStreamEvent } from 'aws-lambda';
import { append } from '../../core/many.ts';
import type { SourceRecord } from '../../ports/source-record.ts';
import { unpackRecords } from './records.ts';

/** An unbroken part of a shard, both ends included. */
export interface ShardRange {
  /** Name of the deployed stream. */
  readonly stream: string;
  readonly shard: string;
  readonly first: string;
  readonly last: string;
}

/**
 * The payloads of a part of a shard, unpacked.
 *
 * @returns `undefined` if the stream no longer has all of it.
 */
export async function readRange(
  client: KinesisClient,
  { stream, shard, first, last }: ShardRange,
): Promise<SourceRecord[] | undefined> {
  try {
    const { ShardIterator } = await client.send(
      new GetShardIteratorCommand({
        StreamName: stream,
        ShardId: shard,
        ShardIteratorType: ShardIteratorType.AT_SEQUENCE_NUMBER,
        StartingSequenceNumber: first,
      }),
    );
    const found: StoredRecord[] = [];
    const [from, to] = [BigInt(first), BigInt(last)];
    let iterator = ShardIterator;
    while (iterator !== undefined) {
      const page = await client.send(new GetRecordsCommand({ ShardIterator: iterator }));
      const numbered = (page.Records ?? []).map((record) => ({
        record,
        at: BigInt(record.SequenceNumber ?? 0),
      }));
      append(
        found,
        numbered.filter(({ at }) => at >= from && at <= to).map((each) => each.record),
      );
      const isPast = numbered.some(({ at }) => at >= to);
      if (isPast || page.MillisBehindLatest === 0) break;
      iterator = page.NextShardIterator;
    }
    const isWhole = found[0]?.SequenceNumber === first && found.at(-1)?.SequenceNumber === last;
    return isWhole ? unpackRecords(asEvent(shard, found)) : undefined;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** A shard or a position that retention has passed. */
const isGone = (error: unknown): boolean =>
  error instanceof ResourceNotFoundException ||
  error instanceof InvalidArgumentException ||
  error instanceof ExpiredIteratorException;

/** As Lambda would hand them over, so that one reader knows how records are unpacked. */
const asEvent = (shard: string, records: readonly StoredRecord[]): KinesisStreamEvent => ({
  Records: records.map(
    ({ SequenceNumber = '', PartitionKey = '', Data, ApproximateArrivalTimestamp }) => ({
      awsRegion: '',
      eventID: `${shard}:${SequenceNumber}`,
      eventName: 'aws:kinesis:record',
      eventSource: 'aws:kinesis',
      eventSourceARN: '',
      eventVersion: '1.0',
      invokeIdentityArn: '',
      kinesis: {
        approximateArrivalTimestamp: (ApproximateArrivalTimestamp?.getTime() ?? 0) / 1_000,
        data: Buffer.from(Data ?? []).toString('base64'),
        kinesisSchemaVersion: '1.0',
        partitionKey: PartitionKey,
        sequenceNumber: SequenceNumber,
      },
    }),
  ),
});
