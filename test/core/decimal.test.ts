import { describe, expect, test } from '@jest/globals';
import { Decimal } from '../../lib/core/decimal.ts';

const fare = Decimal.ofUnits(51, 2) as unknown as number;

describe('a decimal', () => {
  test.each<[string, () => unknown]>([
    ['>', () => fare > 50],
    ['<=', () => fare <= 50],
    // biome-ignore lint/suspicious/noDoubleEquals: what == does is the subject
    ['== with a number', () => fare == 0.51],
    ['+', () => fare + 1],
    ['unary -', () => -fare],
    ['Math', () => Math.max(fare, 1)],
    ['Number', () => Number(fare)],
    ['a comparison of two', () => fare < (Decimal.of(1) as unknown as number)],
  ])('throws with advice in the operator %s', (_, compare) => {
    expect(compare).toThrow(/a decimal \(0\.51|1\) in an operator.*isGreaterThan/);
  });

  test('is its digits in text and in JSON', () => {
    expect(`${Decimal.of('12.50')}`).toBe('12.50');
    expect(JSON.stringify([Decimal.of('-0.5')])).toBe('["-0.5"]');
  });

  test('takes a number for the shortest text that gives it', () => {
    expect(Decimal.of(0.1)).toEqual(Decimal.of('0.1'));
    expect(Decimal.of(1e21).equals('1000000000000000000000')).toBe(true);
    expect(Decimal.of(1.5e-7).toString()).toBe('0.00000015');
    expect(Decimal.of(-0).toString()).toBe('0');
  });

  test.each(['', ' 1', '1,5', '0x10', 'NaN', '1e1001', '1e-1001', '1'.repeat(1001)])(
    'refuses %j, which is no number or one of too many digits',
    (text) => {
      expect(() => Decimal.of(text)).toThrow(RangeError);
    },
  );

  test('refuses numbers that are none, scales that are none, and division by zero', () => {
    expect(() => Decimal.of(Number.NaN)).toThrow(RangeError);
    expect(() => Decimal.ofUnits(1, -1)).toThrow(RangeError);
    expect(() => Decimal.of(1).round(0.5)).toThrow(RangeError);
    expect(() => Decimal.of(1).dividedBy('0.00', 2)).toThrow(/1 is divided by zero/);
  });

  test('says how it compares, whatever the scales', () => {
    const one = Decimal.of('1.50');

    expect([one.equals(1.5), one.isGreaterThan('1.4'), one.isLessThan(1.5)]).toEqual([
      ...[true, true, false],
    ]);
    expect([one.isAtLeast(1.5), one.isAtMost('1.49'), one.negated().abs().equals(one)]).toEqual([
      ...[true, false, true],
    ]);
  });
});
