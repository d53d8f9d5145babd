import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Value } from '../../lib/core/value.ts';
import { compareValues, nearestNumber } from '../../lib/serving/compare-values.ts';
import { runs } from '../support/property.ts';

const units = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n });
const scale = fc.integer({ min: 0, max: 6 });
const exact: fc.Arbitrary<Value> = fc.oneof(units, fc.record({ units, scale }));

/** The number in millionths, which holds all of the generated ones exactly. */
const millionths = (value: Value): bigint =>
  typeof value === 'bigint'
    ? value * 1_000_000n
    : (value as { units: bigint; scale: number }).units *
      10n ** BigInt(6 - (value as { scale: number }).scale);

describe('compareValues', () => {
  test('orders whole numbers and decimals of any scale as their fractions are ordered', () => {
    fc.assert(
      fc.property(exact, exact, (a, b) => {
        const difference = millionths(a) - millionths(b);

        expect(Math.sign(compareValues(a, b))).toBe(
          Number(difference > 0n) - Number(difference < 0n),
        );
      }),
      runs(),
    );
  });

  test('orders doubles, and puts what is no number before all of them', () => {
    const values: Value[] = [
      3,
      null,
      Number.NEGATIVE_INFINITY,
      0.1,
      7n,
      'text',
      Number.POSITIVE_INFINITY,
    ];

    expect(values.toSorted(compareValues).slice(2)).toEqual([
      Number.NEGATIVE_INFINITY,
      0.1,
      3,
      7n,
      Number.POSITIVE_INFINITY,
    ]);
    expect(compareValues(null, 'text')).toBe(0);
    expect(compareValues(Number.NaN, 0)).toBeLessThan(0);
  });

  test('tells numbers apart that a double does not', () => {
    expect(compareValues(9_007_199_254_740_993n, 9_007_199_254_740_992)).toBeGreaterThan(0);
    const large = { units: 90_071_992_547_409_930n, scale: 1 };
    expect(compareValues(large, 9_007_199_254_740_992n)).toBeGreaterThan(0);
  });
});

describe('nearestNumber', () => {
  test('gives numbers of any kind as doubles, and nothing of anything else', () => {
    expect(nearestNumber({ units: 855_860n, scale: 3 })).toBe(855.86);
    expect(nearestNumber(12n)).toBe(12);
    expect(nearestNumber(null)).toBeUndefined();
    expect(nearestNumber('12')).toBeUndefined();
  });
});
