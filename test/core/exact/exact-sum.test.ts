import { describe, expect, test } from '@jest/globals';
import { addSquareExactly } from '../../../lib/core/exact/add-square.ts';
import { addExactly, emptySum, roundedSum } from '../../../lib/core/exact/exact-sum.ts';
import { decodeSum, encodeSum } from '../../../lib/core/exact/exact-sum-json.ts';

const sumOf = (...values: number[]) => {
  const sum = emptySum();
  for (const x of values) addExactly(sum, x);
  return sum;
};

describe('an exact sum', () => {
  test.each([
    { values: [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1], sum: 1 },
    { values: [1e308, 1e308, -1e308], sum: 1e308 },
    { values: [1e100, 1, -1e100], sum: 1 },
    { values: [2 ** 53, 1, 2 ** -1074], sum: 2 ** 53 + 2 },
    { values: [2 ** 53, 1], sum: 2 ** 53 },
    { values: [Number.MAX_VALUE, 2 ** 970], sum: Number.POSITIVE_INFINITY },
    { values: [Number.MAX_VALUE, 2 ** 970, -(2 ** -1074)], sum: Number.MAX_VALUE },
    { values: [-0, -0], sum: 0 },
    { values: [-5e-324, 5e-324], sum: 0 },
    { values: [], sum: 0 },
  ])('of $values is $sum', ({ values, sum }) => {
    expect(roundedSum(sumOf(...values))).toBe(sum);
  });

  test('refuses what is not finite, and stays what it was', () => {
    const sum = sumOf(1.5, 1e308, 1e308);

    const taken = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map((x) =>
      addExactly(sum, x),
    );

    expect(taken).toEqual([false, false, false]);
    expect(encodeSum(sum)).toEqual(encodeSum(sumOf(1.5, 1e308, 1e308)));
  });
});

describe('the encoding of an exact sum', () => {
  test('is a number if a double holds it', () => {
    expect(encodeSum(sumOf(0.5, 0.25))).toBe(0.75);
    expect(encodeSum(sumOf(-0))).toBe(0);
  });

  test('is the nearest double and what that leaves, if several hold it', () => {
    expect(encodeSum(sumOf(1, 2 ** -60))).toEqual([1, 2 ** -60]);
    expect(encodeSum(sumOf(1e100, 1, 1e-100))).toEqual([1e100, 1, 1e-100]);
  });

  test('is a whole number and a power of two if no doubles hold it', () => {
    const squares = emptySum();
    addSquareExactly(squares, 2 ** -1074);

    expect(encodeSum(squares)).toEqual(['1', -2148]);
    expect(encodeSum(sumOf(2 ** 1023, 2 ** 1023))).toEqual(['1', 1024]);
  });

  test('of a sum that came back into the range of doubles is one of doubles again', () => {
    const sum = decodeSum(['1', 1024]);
    addExactly(sum, -(2 ** 1023));

    expect(encodeSum(sum)).toBe(2 ** 1023);
  });
});
