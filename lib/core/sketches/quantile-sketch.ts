import { bucketOf, coarser, middleOf } from './log-linear.ts';

/** Most buckets that are told apart. All doubles have fewer powers of two, with both signs. */
export const MAX_BUCKETS = 4_096;

/** How many values fell into each bucket, mutable. */
export interface QuantileSketch {
  /** Bits by which the buckets are coarser than was asked for. */
  level: number;
  /** Number of values. */
  n: number;
  readonly counts: Map<number, number>;
}

export const emptySketch = (): QuantileSketch => ({ level: 0, n: 0, counts: new Map() });

/**
 * Notes a finite double.
 *
 * When more than {@link MAX_BUCKETS} buckets are in use, each two neighbours become one. How often that
 * happens depends on the set of buckets alone, so every order and grouping ends with the same sketch.
 *
 * Source: C. Masson, J. E. Rim, H. K. Lee, "DDSketch" (VLDB 2019) for buckets of constant relative
 * width; I. Epicoco et al., "UDDSketch" (2020) for merging all of them alike.
 */
export function noteValue(sketch: QuantileSketch, x: number, bits: number): void {
  sketch.n += 1;
  noteCount(sketch, bucketOf(x, bits - sketch.level), 1);
}

/** Takes in the counts of another sketch with the same `bits`, which stays as it is. */
export function mergeSketches(into: QuantileSketch, from: QuantileSketch): void {
  if (into.level < from.level) coarsen(into, from.level - into.level);
  into.n += from.n;
  for (const [bucket, count] of from.counts) {
    noteCount(into, coarser(bucket, into.level - from.level), count);
  }
}

function noteCount(sketch: QuantileSketch, bucket: number, count: number): void {
  const { counts } = sketch;
  counts.set(bucket, (counts.get(bucket) ?? 0) + count);
  while (counts.size > MAX_BUCKETS) coarsen(sketch, 1);
}

function coarsen(sketch: QuantileSketch, levels: number): void {
  const { counts } = sketch;
  const before = [...counts];
  counts.clear();
  sketch.level += levels;
  for (const [bucket, count] of before) {
    const wider = coarser(bucket, levels);
    counts.set(wider, (counts.get(wider) ?? 0) + count);
  }
}

/** Buckets in use, smallest values first. */
export const sortedBuckets = ({ counts }: QuantileSketch): Int32Array =>
  Int32Array.from(counts.keys()).sort();

/**
 * Values that stand for the ones at these ranks, if all were sorted; one pass for all of them.
 *
 * @param ranks - From 1 to `n`, smallest first.
 */
export function valuesAt(
  sketch: QuantileSketch,
  ranks: readonly number[],
  { bits, isWhole }: { readonly bits: number; readonly isWhole: boolean },
): number[] {
  const values: number[] = [];
  let seen = 0;
  for (const bucket of sortedBuckets(sketch)) {
    seen += sketch.counts.get(bucket) ?? 0;
    while ((ranks[values.length] ?? Number.POSITIVE_INFINITY) <= seen) {
      values.push(middleOf(bucket, bits - sketch.level, isWhole));
    }
  }
  return values;
}
