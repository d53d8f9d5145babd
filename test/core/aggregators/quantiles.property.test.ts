import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as write from '../../../lib/core/aggregators/authoring.ts';
import { type AggregateSpec, bindAggregate } from '../../../lib/core/aggregators/bind.ts';
import { FIELDS, VALUES } from '../../support/operators/aggregates.ts';
import { runs } from '../../support/property.ts';

const bound = (spec: AggregateSpec) => bindAggregate(spec, FIELDS, 'test').aggregator;

function shown(spec: AggregateSpec, values: readonly unknown[]): unknown {
  const aggregator = bound(spec);
  const acc = aggregator.create();
  for (const value of values) aggregator.add(acc, value);
  return aggregator.present(acc);
}

/** Thousandths, so that the oracle can find the rank in whole numbers. */
const aShare = fc.oneof(fc.nat(1000), fc.constantFrom(0, 1, 70, 500, 990, 999, 1000));

/** What a row shows, as a number to compare with. */
const numberOf = (row: unknown): number =>
  typeof row === 'object' && row !== null && 'units' in row ? Number(row.units) : Number(row);

const someOf = (field: string) =>
  fc.array((VALUES[field] ?? fc.anything()) as fc.Arbitrary<number | bigint>, {
    minLength: 1,
    maxLength: 60,
  });

describe.each(['int', 'decimal', 'double', 'bigint'])('quantile of %s', (field) => {
  test.each([0.01, 0.05, 0.2])('is within %d of the value at rank ⌈q·n⌉', (accuracy) => {
    fc.assert(
      fc.property(someOf(field), aShare, (values, thousandths) => {
        const sorted = values.toSorted((a, b) => (a < b ? -1 : Number(a > b)));
        const rank = Math.max(1, Math.ceil((thousandths * values.length) / 1000));
        const exact = Number(sorted[rank - 1]);

        const row = shown(write.quantile(field, thousandths / 1000, { accuracy }), values);

        const slack = Math.abs(exact) * (accuracy + 2 ** -49) + 2 ** -1022;
        expect(Math.abs(numberOf(row) - exact)).toBeLessThanOrEqual(slack);
      }),
      runs(200),
    );
  });

  test('is never below the smallest or above the largest value', () => {
    fc.assert(
      fc.property(someOf(field), aShare, (values, thousandths) => {
        const row = shown(write.quantile(field, thousandths / 1000, { accuracy: 0.2 }), values);

        const [least, most] = [write.min(field), write.max(field)].map((s) => shown(s, values));
        expect(numberOf(row)).toBeGreaterThanOrEqual(numberOf(least));
        expect(numberOf(row)).toBeLessThanOrEqual(numberOf(most));
      }),
      runs(200),
    );
  });

  test('of 0 and 1 are the smallest and the largest value, exactly', () => {
    fc.assert(
      fc.property(someOf(field), (values) => {
        expect(shown(write.quantiles(field, [0, 1]), values)).toEqual({
          p0: shown(write.min(field), values),
          p100: shown(write.max(field), values),
        });
      }),
      runs(),
    );
  });
});

describe('quantile', () => {
  test('holds its bound for many values of a long tail', () => {
    // A Pareto distribution, by its inverse, at places that fill (0, 1) evenly.
    const values = Array.from(
      { length: 20_000 },
      (_, i) => 1 / (1 - ((i * 7_919) % 20_000) / 20_000),
    );
    const sorted = values.toSorted((a, b) => a - b);
    const q = [0.01, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 0.9999];

    const row = shown(write.quantiles('double', q), values) as Record<string, number>;

    for (const [i, value] of Object.values(row).entries()) {
      const exact = sorted[Math.ceil((q[i] ?? 0) * 20_000) - 1] ?? 0;
      expect(Math.abs(value / exact - 1)).toBeLessThanOrEqual(0.01);
    }
  });

  test('of nothing is null', () => {
    expect(shown(write.quantile('int', 0.5), [])).toBeNull();
    expect(shown(write.quantiles('int', [0.5, 0.9]), [])).toEqual({ p50: null, p90: null });
  });

  test('shows whole numbers as whole ones, decimals with their scale, bigints as such', () => {
    expect(shown(write.quantile('int', 0.5), [1, 100, 1000])).toBe(100);
    expect(shown(write.quantile('decimal', 0.5), [1, 100, 1000])).toEqual({
      units: 100n,
      scale: 2,
    });
    expect(shown(write.quantile('bigint', 0.5), [1n, 100n, 1000n])).toBe(100n);
  });

  test('takes q for the decimal fraction that was written: 0.07 of 100 values is the 7th', () => {
    const values = Array.from({ length: 100 }, (_, i) => i + 1);

    expect(Math.ceil(0.07 * 100)).toBe(8); // as a double it is a bit more
    expect(shown(write.quantile('int', 0.07), values)).toBe(7);
    expect(shown(write.quantile('int', 1e-7), values)).toBe(1);
    expect(shown(write.quantile('int', 0.07 + 1e-12), values)).toBe(8);
  });

  test('says that it is capped when values over more than 64 powers of two cost accuracy', () => {
    const aggregator = bound(write.quantile('double', 0.5));
    const acc = aggregator.create();
    const values = Array.from(
      { length: 6_000 },
      (_, i) => (1 + (i % 64) / 64) * 2 ** (i / 64 - 40),
    );
    for (const x of values) aggregator.add(acc, x);

    const median = values.toSorted((a, b) => a - b)[2_999] ?? 0;
    expect(aggregator.isCapped?.(acc)).toBe(true);
    expect(Math.abs(Number(aggregator.present(acc)) / median - 1)).toBeLessThanOrEqual(0.02);
  });

  test('of p99.9 is called p99_9, and of 29 % p29', () => {
    expect(Object.keys(shown(write.quantiles('int', [0.999, 0.29]), [1]) ?? {})).toEqual([
      'p99_9',
      'p29',
    ]);
  });
});
