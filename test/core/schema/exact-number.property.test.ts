import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  formatUnits,
  readBigInt,
  readDouble,
  readInt,
  readUnits,
} from '../../../lib/core/schema/exact-number.ts';
import { runs } from '../../support/property.ts';

/** A decimal as digits and a power of ten, written in many ways: `-0012e3` never, `1.200e-5` often. */
const aWrittenDecimal = fc
  .record({
    negative: fc.boolean(),
    digits: fc.oneof(
      fc.bigInt({ min: 0n, max: 10n ** 40n }),
      fc.bigInt({ min: 0n, max: 2n ** 54n }),
    ),
    power: fc.integer({ min: -45, max: 45 }),
    zeros: fc.nat(4),
    point: fc.nat(50),
    letter: fc.constantFrom('e', 'E', 'e+'),
  })
  .map(({ negative, digits, power, zeros, point, letter }) => {
    const text = `${digits}${'0'.repeat(zeros)}`.padStart(point + 1, '0');
    const whole = text.slice(0, text.length - point).replace(/^0+(?=\d)/, '');
    const fraction = text.slice(text.length - point);
    const exponent = power + point - zeros;
    const tail = exponent === 0 ? '' : `${exponent < 0 ? 'e' : letter}${exponent}`;
    return {
      value: { units: negative ? -digits : digits, power },
      text: `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}${tail}`,
    };
  });

/** Count of 10⁻ˢᶜᵃˡᵉ by integer arithmetic; nothing if it is not whole. */
function unitsByArithmetic({ units, power }: { units: bigint; power: number }, scale: number) {
  const shift = power + scale;
  if (shift >= 0) return units * 10n ** BigInt(shift);
  const divisor = 10n ** BigInt(-shift);
  return units % divisor === 0n ? units / divisor : undefined;
}

describe('reading a decimal from text', () => {
  test('gives the exact count of its scale, or says why there is none', () => {
    fc.assert(
      fc.property(aWrittenDecimal, fc.nat(15), ({ value, text }, scale) => {
        const read = readUnits(text, scale);

        const exact = unitsByArithmetic(value, scale);
        const fits = exact !== undefined && exact < 2n ** 53n && exact > -(2n ** 53n);
        expect(read).toBe(
          fits
            ? Number(exact)
            : exact === undefined
              ? 'DECIMAL_TOO_PRECISE'
              : 'NUMBER_OUT_OF_RANGE',
        );
      }),
      runs(2_000),
    );
  });

  test('gives whole numbers of up to 38 digits, and of 53 bits', () => {
    fc.assert(
      fc.property(aWrittenDecimal, ({ value, text }) => {
        const exact = unitsByArithmetic(value, 0);
        const big = exact !== undefined && `${exact}`.replace('-', '').length <= 38;
        const small = exact !== undefined && exact < 2n ** 53n && exact > -(2n ** 53n);
        const otherwise = exact === undefined ? 'FIELD_TYPE' : 'NUMBER_OUT_OF_RANGE';

        expect(readBigInt(text)).toBe(big ? exact : otherwise);
        expect(readInt(text)).toBe(small ? Number(exact) : otherwise);
      }),
      runs(2_000),
    );
  });

  test('gives back what was written with all digits of the scale', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.nat(15), (units, scale) => {
        const text = formatUnits(units, scale);

        expect(readUnits(text, scale)).toBe(units);
        expect(text.split('.')[1]?.length ?? 0).toBe(scale);
      }),
      runs(),
    );
  });

  test.each(['', '-', '+1', '.5', '1.', '01', '1e', '1e+', ' 1', '1 ', '1,0', '0x1', 'NaN', '١'])(
    'takes %j for no number, as JSON does',
    (text) => {
      expect([readUnits(text, 2), readInt(text), readBigInt(text), readDouble(text)]).toEqual(
        new Array(4).fill('FIELD_TYPE'),
      );
    },
  );

  test('is not held up by enormous exponents', () => {
    expect(readUnits('1e999999999999', 2)).toBe('NUMBER_OUT_OF_RANGE');
    expect(readUnits(`1e${'9'.repeat(400)}`, 2)).toBe('NUMBER_OUT_OF_RANGE');
    expect(readUnits(`1e-${'9'.repeat(400)}`, 2)).toBe('DECIMAL_TOO_PRECISE');
    expect(readUnits('0e999999999999', 2)).toBe(0);
    expect(readUnits('-0', 2)).toBe(0);
  });
});
