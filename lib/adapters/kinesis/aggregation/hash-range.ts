import { hash } from 'node:crypto';
import { KINESIS_LIMITS } from '../limits.ts';
import type { KeyedData } from './sub-record.ts';

/** Hash keys of one shard: `from ≤ key < to`. AWS gives the last key it contains; this does not. */
export interface HashRange {
  readonly from: bigint;
  readonly to: bigint;
}

/** What is needed of a shard as `ListShards` describes it. */
export interface ShardDescription {
  readonly HashKeyRange?:
    | { readonly StartingHashKey?: string | undefined; readonly EndingHashKey?: string | undefined }
    | undefined;
  readonly SequenceNumberRange?: { readonly EndingSequenceNumber?: string | undefined } | undefined;
}

/** The pattern of an explicit hash key in the API: no sign, no leading zero. */
const DECIMAL = /^(?:0|[1-9]\d{0,38})$/;

/** A hash key from its decimal text, or `undefined` if it is none. */
export function parseHashKey(text: string): bigint | undefined {
  if (!DECIMAL.test(text)) return undefined;
  const key = BigInt(text);
  return key < KINESIS_LIMITS.hashKeys ? key : undefined;
}

/**
 * The hash key by which Kinesis would choose the shard of this event if it were sent alone: its
 * explicit hash key, or the MD5 of its partition key in UTF-8, read as a big-endian integer.
 *
 * Kinesis looks at the keys of the packed record only. So a sub-record can lie in a shard that its
 * own hash key does not belong to: when its producer packed across shards (as the libraries of
 * `awslabs/kinesis-aggregation` do), or packed by a shard map that a reshard made stale, because the
 * packed record follows its first event into one child and the others belong to its sibling. The KPL
 * compares the shard that `PutRecords` answers with the one it expected and **sends such events
 * again**, packed by the new map. To a consumer that takes everything they are duplicates; and two
 * shards then hold events of one key, so "the shard's task is the only writer of its keys" is false.
 *
 * The KCL therefore drops them silently, and with them **the whole packed record**: at the first
 * sub-record out of range it also takes back those it had accepted from the same record. After a
 * producer that sends again this removes duplicates; after one that does not it loses data.
 *
 * A Lambda is not told the range of its shard, so nothing here drops by itself. A consumer that
 * knows the range asks {@link isInHashRange} and keeps what is out of range as a dead letter.
 *
 * @returns `undefined` if the explicit hash key is not a number `0 ≤ key < 2^128`.
 *
 * Source: `AggregatorUtil.deaggregate` in awslabs/amazon-kinesis-client,
 * `Retrier::succeed_if_correct_shard` in awslabs/amazon-kinesis-producer,
 * awslabs/kinesis-aggregation `potential_data_loss.md` and its issue 11.
 */
export function routedHashKey({
  partitionKey,
  explicitHashKey,
}: Pick<KeyedData, 'partitionKey' | 'explicitHashKey'>): bigint | undefined {
  if (explicitHashKey !== undefined) return parseHashKey(explicitHashKey);
  return BigInt(`0x${hash('md5', partitionKey, 'hex')}`);
}

/** Whether a shard with this range is where the hash key belongs: `from ≤ key < to`. */
export const isInHashRange = (hashKey: bigint, { from, to }: HashRange): boolean =>
  from <= hashKey && hashKey < to;

/**
 * The index of the range that contains the hash key, or `undefined` if it falls in a gap.
 *
 * @param ranges - In ascending order and without overlap, as {@link openShardRanges} gives them.
 */
export function shardForHashKey(ranges: readonly HashRange[], hashKey: bigint): number | undefined {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const range = ranges[middle] as HashRange;
    if (isInHashRange(hashKey, range)) return middle;
    if (hashKey < range.from) high = middle - 1;
    else low = middle + 1;
  }
  return undefined;
}

/**
 * The ranges of the shards that still take records, in ascending order.
 *
 * Closed shards stay in the list for as long as their records are retained and overlap with their
 * children, so they are left out.
 *
 * @returns `undefined` if the open shards do not cover every hash key exactly once: the list was
 *   incomplete, or read in the middle of a reshard. Then nobody knows who is who; ask again.
 */
export function openShardRanges(
  shards: readonly ShardDescription[],
): readonly HashRange[] | undefined {
  const ranges: HashRange[] = [];
  for (const { HashKeyRange, SequenceNumberRange } of shards) {
    if (SequenceNumberRange?.EndingSequenceNumber !== undefined) continue;
    const from = parseHashKey(HashKeyRange?.StartingHashKey ?? '');
    const last = parseHashKey(HashKeyRange?.EndingHashKey ?? '');
    if (from === undefined || last === undefined) return undefined;
    ranges.push({ from, to: last + 1n });
  }
  ranges.sort((a, b) => (a.from < b.from ? -1 : 1));
  let covered = 0n;
  for (const { from, to } of ranges) {
    if (from !== covered) return undefined;
    covered = to;
  }
  return covered === KINESIS_LIMITS.hashKeys ? ranges : undefined;
}
