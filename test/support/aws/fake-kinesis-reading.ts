import {
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  InvalidArgumentException,
  type KinesisClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-kinesis';

/** A record as a reader finds it. */
export interface ReadableRecord {
  readonly sequence: bigint;
  readonly data: Uint8Array | string;
  readonly partitionKey?: string;
  /** Milliseconds. */
  readonly arrival?: number;
}

export interface ReadableShard {
  readonly shard: string;
  readonly records: readonly ReadableRecord[];
  /** Nothing comes any more: after the last record there is no iterator. */
  readonly isClosed?: boolean;
  /** Records with lower numbers are no longer kept. */
  readonly keptFrom?: bigint;
}

export interface ReadingOptions {
  /** Most records of a page, whatever is asked for; 0 gives an empty page before each full one. */
  readonly pages?: readonly number[];
  /** Pages after which every iterator has expired. */
  readonly expiresAfter?: number;
}

const META = { $metadata: {}, message: 'as documented' };

/**
 * Shards that can be read as the API of Kinesis documents it: an iterator stands before a record, a page may be
 * empty though more comes, `MillisBehindLatest` is 0 at the end, and a closed shard ends without an iterator.
 *
 * Source: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetRecords.html
 */
export function readableKinesis(
  shards: readonly ReadableShard[],
  { pages = [10_000], expiresAfter = Number.POSITIVE_INFINITY }: ReadingOptions = {},
) {
  const asked: { shard: string; limit: number | undefined }[] = [];

  function kept(id: string) {
    const shard = shards.find((each) => each.shard === id);
    if (shard === undefined) throw new ResourceNotFoundException(META);
    const { keptFrom = 0n, isClosed = false } = shard;
    return { isClosed, records: shard.records.filter(({ sequence }) => sequence >= keptFrom) };
  }

  function iteratorFor({ input }: GetShardIteratorCommand): string {
    const { ShardId = '', ShardIteratorType: type, StartingSequenceNumber: number } = input;
    const { records } = kept(ShardId);
    if (type === 'TRIM_HORIZON') return `${ShardId}/0`;
    if (number === undefined) throw new InvalidArgumentException(META);
    const from = BigInt(number) + (type === 'AFTER_SEQUENCE_NUMBER' ? 1n : 0n);
    const at = records.findIndex(({ sequence }) => sequence >= from);
    return `${ShardId}/${at === -1 ? records.length : at}`;
  }

  function pageOf({ input }: GetRecordsCommand) {
    const [shard = '', place] = (input.ShardIterator ?? '').split('/');
    asked.push({ shard, limit: input.Limit });
    if (asked.length > expiresAfter) throw new ExpiredIteratorException(META);
    const { records, isClosed } = kept(shard);
    const most = pages[(asked.length - 1) % pages.length] as number;
    const from = Number(place);
    const to = Math.min(records.length, from + Math.min(most, input.Limit ?? 10_000));
    const isAtEnd = to === records.length;
    return {
      Records: records
        .slice(from, to)
        .map(({ sequence, data, partitionKey = 'key', arrival = 0 }) => ({
          SequenceNumber: `${sequence}`,
          Data: Buffer.from(data),
          PartitionKey: partitionKey,
          ApproximateArrivalTimestamp: new Date(arrival),
        })),
      MillisBehindLatest: isAtEnd ? 0 : 1_000,
      ...(isAtEnd && isClosed ? {} : { NextShardIterator: `${shard}/${to}` }),
    };
  }

  const client = {
    async send(command: unknown) {
      await undefined;
      if (command instanceof GetShardIteratorCommand) {
        return { ShardIterator: iteratorFor(command) };
      }
      if (command instanceof GetRecordsCommand) return pageOf(command);
      throw new Error('the fake does not know this command');
    },
  } as unknown as KinesisClient;

  return { client, asked: asked as readonly { shard: string; limit: number | undefined }[] };
}
