import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addSquareExactly } from '../../../lib/core/exact/add-square.ts';
import {
  addExactly,
  combineSums,
  type ExactSum,
  emptySum,
  exactValue,
  roundedSum,
} from '../../../lib/core/exact/exact-sum.ts';
import { decodeSum, encodeSum } from '../../../lib/core/exact/exact-sum-json.ts';
import { someDoubles } from '../../support/operators/numbers.ts';
import {
  added,
  multiplied,
  nearestByReading,
  type Rational,
  ratio,
  rationalOf,
  sumOfDoubles,
} from '../../support/oracle/rational.ts';
import { runs } from '../../support/property.ts';

const sumOf = (values: readonly number[]): ExactSum => {
  const sum = emptySum();
  for (const x of values) addExactly(sum, x);
  return sum;
};

const squaresOf = (values: readonly number[]): ExactSum => {
  const sum = emptySum();
  for (const x of values) addSquareExactly(sum, x);
  return sum;
};

/** Whether what the sum holds is that number, by cross-multiplication. */
const holds = (sum: ExactSum, { numerator, denominator }: Rational): boolean => {
  const { units, exponent } = exactValue(sum);
  const scale = 2n ** BigInt(Math.abs(exponent));
  return exponent < 0
    ? units * denominator === numerator * scale
    : units * scale * denominator === numerator;
};

describe('an exact sum', () => {
  test('holds the sum of the real numbers', () => {
    fc.assert(
      fc.property(someDoubles, (values) => {
        expect(holds(sumOf(values), sumOfDoubles(values))).toBe(true);
      }),
      runs(500),
    );
  });

  test('rounds to the double nearest to it', () => {
    fc.assert(
      fc.property(someDoubles, (values) => {
        expect(roundedSum(sumOf(values))).toBe(nearestByReading(sumOfDoubles(values)));
      }),
      runs(500),
    );
  });

  test('holds the sum of the squares, of the largest and smallest doubles too', () => {
    fc.assert(
      fc.property(someDoubles, (values) => {
        const squares = values.map(rationalOf).map((x) => multiplied(x, x));

        expect(holds(squaresOf(values), squares.reduce(added, ratio(0n)))).toBe(true);
      }),
      runs(200),
    );
  });

  test('L2: has one encoding, in whatever order and groups it was added up', () => {
    fc.assert(
      fc.property(someDoubles, fc.nat(40), fc.infiniteStream(fc.nat()), (values, cut, order) => {
        const other = values
          .map((x) => ({ x, place: order.next().value }))
          .sort((a, b) => a.place - b.place)
          .map(({ x }) => x);

        const whole = sumOf(values);
        const parts = sumOf(other.slice(0, cut));
        combineSums(parts, sumOf(other.slice(cut)));

        expect(JSON.stringify(encodeSum(parts))).toBe(JSON.stringify(encodeSum(whole)));
      }),
      runs(500),
    );
  });

  test('comes back from its encoding as what it was', () => {
    fc.assert(
      fc.property(fc.oneof(someDoubles.map(sumOf), someDoubles.map(squaresOf)), (sum) => {
        const encoded = JSON.stringify(encodeSum(sum));
        const decoded = decodeSum(JSON.parse(encoded));

        expect(JSON.stringify(encodeSum(decoded))).toBe(encoded);
        expect(roundedSum(decoded)).toBe(roundedSum(sum));
      }),
      runs(300),
    );
  });

  test('never keeps more than some forty doubles', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true })), (values) => {
        expect(sumOf(values).rest?.length ?? 0).toBeLessThanOrEqual(40);
      }),
      runs(300),
    );
  });
});
