import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bitsFor, bucketOf, coarser, middleOf } from '../../../lib/core/sketches/log-linear.ts';
import {
  emptySketch,
  MAX_BUCKETS,
  mergeSketches,
  noteValue,
  type QuantileSketch,
  sortedBuckets,
} from '../../../lib/core/sketches/quantile-sketch.ts';
import { aDouble, aSafeInteger } from '../../support/operators/numbers.ts';
import { runs } from '../../support/property.ts';

const SMALLEST_NORMAL = 2 ** -1022;

const aNormal = aDouble.filter((x) => Math.abs(x) >= SMALLEST_NORMAL);

const someBits = fc.integer({ min: 0, max: 10 });

/** Relative error that buckets of so many bits have. */
const errorOf = (bits: number): number => 2 ** -bits / (2 + 2 ** -bits);

describe('buckets', () => {
  test('have a middle that is within the stated error of each of their values', () => {
    fc.assert(
      fc.property(aNormal, someBits, (x, bits) => {
        const middle = middleOf(bucketOf(x, bits), bits, false);

        expect(Math.abs(middle / x - 1)).toBeLessThanOrEqual(errorOf(bits) + 2 ** -49);
      }),
      runs(1_000),
    );
  });

  test('have for whole numbers a whole middle within the same error', () => {
    fc.assert(
      fc.property(aSafeInteger, someBits, (x, bits) => {
        const middle = middleOf(bucketOf(x, bits), bits, true);

        expect(Number.isSafeInteger(middle) || Math.abs(middle) === 2 ** 53).toBe(true);
        expect(Math.abs(middle - x)).toBeLessThanOrEqual(Math.abs(x) * (errorOf(bits) + 2 ** -49));
      }),
      runs(1_000),
    );
  });

  test('hold a whole number alone as long as it is small', () => {
    for (let x = -127; x <= 127; x++) expect(middleOf(bucketOf(x, 6), 6, true)).toBe(x + 0);
  });

  test('are in the order of their values', () => {
    fc.assert(
      fc.property(aDouble, aDouble, someBits, (a, b, bits) => {
        const [low, high] = a < b ? [a, b] : [b, a];

        expect(bucketOf(low, bits)).toBeLessThanOrEqual(bucketOf(high, bits));
      }),
      runs(500),
    );
  });

  test('with fewer bits hold those with more', () => {
    fc.assert(
      fc.property(aDouble, fc.integer({ min: 1, max: 10 }), fc.nat(10), (x, bits, fewer) => {
        const levels = Math.min(fewer, bits);

        expect(coarser(bucketOf(x, bits), levels)).toBe(bucketOf(x, bits - levels));
      }),
      runs(500),
    );
  });

  test('hold 0 with everything that is smaller than a normal double', () => {
    expect([0, -0, 5e-324, -(SMALLEST_NORMAL - 5e-324)].map((x) => bucketOf(x, 6))).toEqual([
      0, 0, 0, 0,
    ]);
    expect(bucketOf(SMALLEST_NORMAL, 6)).toBeGreaterThan(0);
  });

  test.each([0.002, 0.005, 0.01, 0.05, 0.1, 0.2])(
    'for %d have the fewest bits that do',
    (error) => {
      const bits = bitsFor(error);

      expect(errorOf(bits)).toBeLessThanOrEqual(error);
      expect(errorOf(bits - 1)).toBeGreaterThan(error);
    },
  );
});

describe('a quantile sketch', () => {
  /** So many values, spread over all doubles, that the buckets are too many. */
  const spread = (size: number, seed: number): number[] =>
    Array.from({ length: size }, (_, i) => {
      const exponent = ((i * 7_919 + seed * 104_729) % 2_000) - 1_000;
      return (1 + ((i * 31 + seed) % 64) / 64) * 2 ** exponent * (i % 3 === 0 ? -1 : 1);
    });

  const sketchOf = (values: readonly number[]): QuantileSketch => {
    const sketch = emptySketch();
    for (const x of values) noteValue(sketch, x, 6);
    return sketch;
  };

  const contents = (sketch: QuantileSketch) => ({
    ...sketch,
    counts: [...sortedBuckets(sketch)].map((bucket) => [bucket, sketch.counts.get(bucket)]),
  });

  test('never keeps more buckets than it may, and loses no count', () => {
    const sketch = sketchOf(spread(20_000, 1));

    expect(sketch.counts.size).toBeLessThanOrEqual(MAX_BUCKETS);
    expect(sketch.counts.values().reduce((sum, count) => sum + count)).toBe(20_000);
    expect(sketch.level).toBeGreaterThan(0);
  });

  test('L2: is the same in any order and grouping, even when buckets had to be merged', () => {
    fc.assert(
      fc.property(fc.nat(1_000), fc.nat(9_000), (seed, cut) => {
        const values = spread(9_000, seed);
        const whole = sketchOf(values);

        const parts = sketchOf(values.slice(cut).toReversed());
        mergeSketches(parts, sketchOf(values.slice(0, cut)));

        expect(contents(parts)).toEqual(contents(whole));
      }),
      runs(20),
    );
  });

  test('has the finest buckets that are few enough', () => {
    const values = spread(9_000, 5);
    const { level } = sketchOf(values);

    const bucketsAt = (bits: number) => new Set(values.map((x) => bucketOf(x, bits))).size;
    expect(bucketsAt(6 - level)).toBeLessThanOrEqual(MAX_BUCKETS);
    expect(bucketsAt(6 - level + 1)).toBeGreaterThan(MAX_BUCKETS);
  });
});
