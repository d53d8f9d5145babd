import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  addWhole,
  combineWholeSums,
  emptyWholeSum,
  numberOrBig,
  wholeSum,
} from '../../../lib/core/exact/whole-sum.ts';
import { decodeWholeSum, encodeWholeSum } from '../../../lib/core/exact/whole-sum-json.ts';
import { aSafeInteger } from '../../support/operators/numbers.ts';
import { runs } from '../../support/property.ts';

const sumOf = (values: readonly number[]) => {
  const sum = emptyWholeSum();
  for (const x of values) addWhole(sum, x);
  return sum;
};

const oracle = (values: readonly number[]): bigint =>
  values.reduce((sum, x) => sum + BigInt(x), 0n);

describe('a whole sum', () => {
  test('is exact beyond 2⁵³, in whatever groups it was added up', () => {
    fc.assert(
      fc.property(fc.array(aSafeInteger), fc.nat(20), (values, cut) => {
        const sum = sumOf(values.slice(0, cut));
        combineWholeSums(sum, sumOf(values.slice(cut)));

        expect(wholeSum(sum)).toBe(oracle(values));
        expect(sum.n).toBe(values.length);
      }),
      runs(500),
    );
  });

  test('is given as a number if that is safe, and else as a bigint', () => {
    fc.assert(
      fc.property(fc.array(aSafeInteger), (values) => {
        const total = oracle(values);
        const isSafe = total <= 9007199254740991n && total >= -9007199254740991n;

        expect(numberOrBig(sumOf(values))).toBe(isSafe ? Number(total) : total);
      }),
      runs(500),
    );
  });

  test('L2: has one encoding, which gives it back', () => {
    fc.assert(
      fc.property(fc.array(aSafeInteger), (values) => {
        const encoded = encodeWholeSum(sumOf(values));
        const decoded = decodeWholeSum(JSON.parse(JSON.stringify(encoded)), values.length);

        expect(encodeWholeSum(sumOf(values.toReversed()))).toBe(encoded);
        expect(wholeSum(decoded)).toBe(oracle(values));
      }),
      runs(300),
    );
  });

  test('ignores what is not a safe integer', () => {
    const sum = sumOf([1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]);

    expect(sum).toEqual({ n: 1, low: 1, spilt: 0n });
  });
});
