import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { precisionFor } from '../../../lib/core/aggregators/approx-distinct.ts';
import * as write from '../../../lib/core/aggregators/authoring.ts';
import { bindAggregate } from '../../../lib/core/aggregators/bind.ts';
import { FIELDS, ORDERED, seen, VALUES } from '../../support/operators/aggregates.ts';
import { runs } from '../../support/property.ts';

const bound = (field: string, error?: number) =>
  bindAggregate(write.approxDistinct(field, error === undefined ? {} : { error }), FIELDS, 'test')
    .aggregator;

function accumulatedOf(values: Iterable<unknown>, aggregator = bound('string')): unknown {
  const acc = aggregator.create();
  for (const value of values) aggregator.add(acc, value);
  return acc;
}

describe.each(ORDERED)('approxDistinct of %s', (field) => {
  test('counts few values one by one', () => {
    fc.assert(
      fc.property(fc.array(VALUES[field] ?? fc.anything(), { maxLength: 200 }), (values) => {
        const aggregator = bound(field);

        const row = aggregator.present(accumulatedOf([...values, ...values], aggregator));

        expect(row).toBe(new Set(values).size);
      }),
      runs(),
    );
  });
});

describe('approxDistinct', () => {
  const aggregator = bound('string');
  const users = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => `user-${from + i}`);

  test.each([500, 2_000, 20_000])('of %i values stays within its standard error', (size) => {
    const repetitions = 30;
    const errors = Array.from({ length: repetitions }, (_, i) => {
      const acc = accumulatedOf(users(i * size, (i + 1) * size));
      return Number(aggregator.present(acc)) / size - 1;
    });
    const deviation = Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / repetitions);

    expect(deviation).toBeLessThan(0.0163 * 1.5); // 4 deviations of an estimate from 30
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(4.5 * 0.0163);
  });

  test('L2: becomes a sketch at the same set of values, whatever the grouping', () => {
    fc.assert(
      fc.property(fc.integer({ min: 440, max: 470 }), fc.nat(470), (size, cut) => {
        const whole = accumulatedOf(users(0, size));
        const parts = accumulatedOf(users(Math.min(cut, size), size).toReversed());
        aggregator.combine(parts, accumulatedOf(users(0, Math.min(cut + 30, size))));

        expect(seen(aggregator, parts)).toEqual(seen(aggregator, whole));
      }),
      runs(),
    );
  });

  test('L2: is the same whichever of two sketches is combined into the other', () => {
    const [few, many, more] = [users(0, 10), users(5, 2_000), users(1_500, 4_000)];
    const all = seen(aggregator, accumulatedOf([...few, ...many, ...more]));
    const combined = (...groups: string[][]) => {
      const acc = aggregator.create();
      for (const group of groups) aggregator.combine(acc, accumulatedOf(group));
      return seen(aggregator, acc);
    };

    expect(combined(few, many, more)).toEqual(all);
    expect(combined(more, few, many)).toEqual(all);
    expect(combined(many, more, few)).toEqual(all);
  });

  test('takes no more room than its registers, which are 4,096 characters', () => {
    const lengths = [0, 1, 455, 456, 100_000].map((size) => {
      return JSON.stringify(aggregator.encode(accumulatedOf(users(0, size)))).length;
    });

    expect(lengths).toEqual([13, 22, 4108, 4112, 4112]);
  });

  test('takes the smallest sketch whose standard error is small enough', () => {
    expect([0.2, 0.05, 0.02, 0.0163, 0.0162, 0.01].map(precisionFor)).toEqual([
      5, 9, 12, 12, 13, 14,
    ]);
  });
});
