import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nearestDouble } from '../../../lib/core/exact/nearest-double.ts';
import { aDouble } from '../../support/operators/numbers.ts';
import { nearestByReading, ratio, rationalOf } from '../../support/oracle/rational.ts';
import { runs } from '../../support/property.ts';

const anyBigint = fc.bigInt({ min: -(2n ** 1200n), max: 2n ** 1200n });
const aDivisor = fc.oneof(
  fc.bigInt({ min: 1n, max: 1000n }),
  fc.bigInt({ min: 1n, max: 2n ** 1200n }),
);

describe('nearestDouble', () => {
  test('gives the double that reading all decimal digits gives', () => {
    fc.assert(
      fc.property(anyBigint, aDivisor, (numerator, denominator) => {
        const nearest = nearestDouble(numerator, denominator);

        expect(nearest).toBe(nearestByReading(ratio(numerator, denominator)));
      }),
      runs(500),
    );
  });

  test('gives every double back', () => {
    fc.assert(
      fc.property(aDouble, (x) => {
        const { numerator, denominator } = rationalOf(x);

        expect(nearestDouble(numerator, denominator)).toBe(x + 0);
      }),
      runs(500),
    );
  });

  test('decides halfway between two doubles for the even one, subnormals included', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 0x7fef_ffff_ffff_fffen }), (index) => {
        const [a, b] = new Float64Array(BigUint64Array.of(index, index + 1n).buffer);
        const [low, high] = [rationalOf(a ?? 0), rationalOf(b ?? 0)];
        const twiceMiddle = low.numerator * high.denominator + high.numerator * low.denominator;
        const twice = 2n * low.denominator * high.denominator;
        const fine = 10n ** 30n;

        const middle = nearestDouble(twiceMiddle, twice);
        const justBelow = nearestDouble(twiceMiddle * fine - 1n, twice * fine);
        const justAbove = nearestDouble(twiceMiddle * fine + 1n, twice * fine);

        expect([middle, justBelow, justAbove]).toEqual([index % 2n === 0n ? a : b, a, b]);
      }),
      runs(300),
    );
  });

  test('takes a power of two apart from the ratio, as if it had been multiplied', () => {
    const anExponent = fc.integer({ min: -1200, max: 1200 });
    fc.assert(
      fc.property(anyBigint, aDivisor, anExponent, (numerator, denominator, exponent) => {
        const nearest = nearestDouble(numerator, denominator, exponent);

        const scale = 2n ** BigInt(Math.abs(exponent));
        const [up, down] = exponent < 0 ? [1n, scale] : [scale, 1n];
        expect(nearest).toBe(nearestByReading(ratio(numerator * up, denominator * down)));
      }),
      runs(300),
    );
  });
});

describe('nearestDouble at the ends of the range', () => {
  const largest = BigInt(Number.MAX_VALUE);
  const halfUnit = 2n ** 970n;

  test('gives an infinity from half a unit beyond the largest double, and no sooner', () => {
    expect(nearestDouble(largest + halfUnit - 1n, 1n)).toBe(Number.MAX_VALUE);
    expect(nearestDouble(largest + halfUnit, 1n)).toBe(Number.POSITIVE_INFINITY);
    expect(nearestDouble(-largest - halfUnit, 1n)).toBe(Number.NEGATIVE_INFINITY);
  });

  test('gives zero up to half of the smallest double, and no further', () => {
    expect(nearestDouble(1n, 2n ** 1075n)).toBe(0);
    expect(nearestDouble(-1n, 2n ** 1075n)).toBe(0);
    expect(nearestDouble(2n ** 10n + 1n, 2n ** 1085n)).toBe(Number.MIN_VALUE);
  });

  test('gives +0 for zero, whatever the signs', () => {
    expect(nearestDouble(0n, -5n)).toBe(0);
    expect(nearestDouble(-1n, 2n ** 1076n)).toBe(0);
  });
});
