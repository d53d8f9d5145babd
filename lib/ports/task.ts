/** One lane of a pipeline on one shard: the unit of order, state and fencing. */
export interface TaskId {
  readonly pipeline: string;
  /** Name of the lane, such as `sales.speed` or `exchange`. */
  readonly lane: string;
  /** Kinesis shard id, in the exchange lane of the exchange stream. */
  readonly shard: string;
}

const DIGITS = 12;

/**
 * What a write carries so that an older writer never overwrites a newer one.
 *
 * Text that sorts as (generation, epoch) do: generations order shards and the shards that replace
 * them, epochs order the commits of one shard.
 */
export const fenceOf = (gen: number, epoch: number): string =>
  `${String(gen).padStart(DIGITS, '0')}|${String(epoch).padStart(DIGITS, '0')}`;

/** Digits of the longest Kinesis sequence number; a DynamoDB number holds only 38. */
export const SEQUENCE_DIGITS = 56;

/** A sequence number as text that sorts as the number does. */
export const paddedSequence = (sequence: string): string => sequence.padStart(SEQUENCE_DIGITS, '0');

/** Whether a sequence number comes before another: as numbers, which as text may be unpadded. */
export const isSequenceBefore = (a: string, b: string): boolean =>
  a.length === b.length ? a < b : paddedSequence(a) < paddedSequence(b);
