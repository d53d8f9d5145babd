import type { FieldType } from '../field-type.ts';
import { bitsFor } from '../sketches/log-linear.ts';
import {
  emptySketch,
  mergeSketches,
  noteValue,
  type QuantileSketch,
  sortedBuckets,
  valuesAt,
} from '../sketches/quantile-sketch.ts';
import type { Value } from '../value.ts';
import type { Aggregator, AnyAggregator, Json } from './aggregator.ts';
import { type FieldValue, fieldValues } from './field-values.ts';
import { decimalFraction, rankOf } from './fraction.ts';

interface Sketched {
  readonly sketch: QuantileSketch;
  min: FieldValue | null;
  max: FieldValue | null;
}

interface Quantiles {
  /** From 0 to 1. */
  readonly q: readonly number[];
  /** Relative error. */
  readonly accuracy: number;
}

/**
 * Values below which given shares of all values lie. Of nothing: `null` for each.
 *
 * The quantile of `q` is the value at rank ⌈q·n⌉, or 1, among n values sorted (SQL's
 * `percentile_disc`), `q` being the decimal fraction that was written. 0 and 1 are the smallest and the
 * largest value, exactly.
 *
 * Units: those of the field; whole numbers and decimals stay what they are.
 *
 * Error: relative to the value at that rank, at most `accuracy` and 2⁻⁴⁹ for rounding; never outside of
 * smallest and largest (property `quantile of …`). Doubles below 2⁻¹⁰²² in magnitude count as 0. When
 * more than 4,096 buckets are in use, which for 1 % takes values over 64 powers of two, the error
 * doubles, as often as need be; `isCapped` says so.
 *
 * @param show - Makes what rows show of the values, in the order of `q`.
 */
export function quantiles(
  type: FieldType,
  { q, accuracy }: Quantiles,
  show: (values: readonly Value[]) => Value,
): AnyAggregator {
  const { name, isOne, compare, normalise, present, toJson, fromJson } = fieldValues(type);
  const bits = bitsFor(accuracy);
  const isWhole = type.kind !== 'double';
  const fractions = q.map(decimalFraction);
  const toValue = (x: number): FieldValue => (type.kind === 'bigint' ? BigInt(x) : x);

  const widen = (acc: Sketched, value: FieldValue): void => {
    if (acc.min === null || compare(value, acc.min) < 0) acc.min = value;
    if (acc.max === null || compare(value, acc.max) > 0) acc.max = value;
  };
  const valueAt = (sorted: Map<number, number>, rank: number, acc: Sketched): Value => {
    const { min, max, sketch } = acc;
    if (min === null || max === null) return null;
    if (rank === 1) return present(min);
    const middle = sorted.get(rank) ?? Number.POSITIVE_INFINITY;
    if (rank === sketch.n || middle >= Number(max)) return present(max);
    return present(middle <= Number(min) ? min : toValue(middle));
  };

  const aggregator: Aggregator<FieldValue, Sketched, Value> = {
    encoding: `quantiles-${name}-${bits}/1`,
    create: () => ({ sketch: emptySketch(), min: null, max: null }),
    add: (acc, value) => {
      const x = Number(value);
      if (!isOne(value) || !Number.isFinite(x)) return;
      noteValue(acc.sketch, x, bits);
      widen(acc, normalise(value));
    },
    combine: (into, { sketch, min, max }) => {
      mergeSketches(into.sketch, sketch);
      if (min !== null) widen(into, min);
      if (max !== null) widen(into, max);
    },
    present: (acc) => {
      const { sketch } = acc;
      if (sketch.n === 0) return show(q.map(() => null));
      const ranks = fractions.map((fraction) => rankOf(fraction, sketch.n));
      const sorted = [...new Set(ranks)].sort((a, b) => a - b);
      const middles = valuesAt(sketch, sorted, { bits, isWhole });
      const byRank = new Map(sorted.map((rank, i) => [rank, middles[i] ?? Number.NaN]));
      return show(ranks.map((rank) => valueAt(byRank, rank, acc)));
    },
    encode: ({ sketch, min, max }) => {
      if (min === null || max === null) return null;
      return [sketch.level, toJson(min), toJson(max), stepsOf(sketch)];
    },
    decode: (encoded) => {
      if (encoded === null) return { sketch: emptySketch(), min: null, max: null };
      const [level, min = null, max = null, steps] = encoded as readonly Json[];
      const sketch = sketchOf(Number(level), steps as readonly number[]);
      return { sketch, min: fromJson(min), max: fromJson(max) };
    },
    isCapped: ({ sketch }) => sketch.level > 0,
  };
  return aggregator;
}

/** The distance of each bucket to the one before, and its count. */
function stepsOf(sketch: QuantileSketch): number[] {
  const steps: number[] = [];
  let before = 0;
  for (const bucket of sortedBuckets(sketch)) {
    steps.push(bucket - before, sketch.counts.get(bucket) ?? 0);
    before = bucket;
  }
  return steps;
}

/** The sketch that {@link stepsOf} was given. */
function sketchOf(level: number, steps: readonly number[]): QuantileSketch {
  const sketch = emptySketch();
  sketch.level = level;
  let bucket = 0;
  for (let i = 0; i < steps.length; i += 2) {
    const count = steps[i + 1] ?? 0;
    bucket += steps[i] ?? 0;
    sketch.counts.set(bucket, count);
    sketch.n += count;
  }
  return sketch;
}
