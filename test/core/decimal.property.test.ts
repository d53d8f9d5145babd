import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Decimal } from '../../lib/core/decimal.ts';
import { runs } from '../support/property.ts';

/** Text of a number whose value over 10²⁰ is known without reading the text. */
const aNumber = fc
  .record({
    negative: fc.boolean(),
    whole: fc.oneof(fc.constantFrom('0', '9', '10'), fc.stringMatching(/^[1-9]\d{0,24}$/)),
    fraction: fc.oneof(fc.constantFrom('', '5', '50', '005'), fc.stringMatching(/^\d{1,8}$/)),
  })
  .map(({ negative, whole, fraction }) => {
    const text = `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
    const size = BigInt(whole + fraction.padEnd(20, '0'));
    return { text, value: negative ? -size : size, scale: fraction.length };
  });

const ONE = 10n ** 20n;

/** Nearest multiple of a step, halves away from zero, found by trying both neighbours. */
function nearest(numerator: bigint, denominator: bigint): bigint {
  const [n, d] = denominator < 0n ? [-numerator, -denominator] : [numerator, denominator];
  const below = n / d - 1n;
  const all = [below, below + 1n, below + 2n];
  const far = (q: bigint): bigint => (q * d > n ? q * d - n : n - q * d);
  const [least] = all.map(far).toSorted((a, b) => Number(a - b));
  const [first = 0n, second = first] = all.filter((q) => far(q) === least);
  return n < 0n ? first : second;
}

describe('a decimal', () => {
  test('adds, subtracts, multiplies and compares as the fractions do', () => {
    fc.assert(
      fc.property(aNumber, aNumber, (a, b) => {
        const [x, y] = [Decimal.of(a.text), Decimal.of(b.text)];

        expect(x.plus(y).units * 10n ** BigInt(20 - x.plus(y).scale)).toBe(a.value + b.value);
        expect(x.minus(y).units * 10n ** BigInt(20 - x.minus(y).scale)).toBe(a.value - b.value);
        expect(x.times(y).units * 10n ** BigInt(40 - x.times(y).scale)).toBe(a.value * b.value);
        expect(x.compareTo(y)).toBe(a.value < b.value ? -1 : a.value > b.value ? 1 : 0);
        expect(x.scale).toBe(a.scale);
      }),
      runs(300),
    );
  });

  test('divides and rounds to the nearest, halves away from zero', () => {
    fc.assert(
      fc.property(aNumber, aNumber, fc.nat(10), (a, b, scale) => {
        const step = 10n ** BigInt(scale);

        expect(Decimal.of(a.text).round(scale).units).toBe(nearest(a.value * step, ONE));
        fc.pre(b.value !== 0n);
        const quotient = Decimal.of(a.text).dividedBy(b.text, scale);
        expect(quotient.units).toBe(nearest(a.value * step, b.value));
      }),
      runs(300),
    );
  });

  test('is written with all digits of its scale, and read again as the same', () => {
    fc.assert(
      fc.property(aNumber, ({ text, value }) => {
        const read = Decimal.of(text);

        expect(`${read}`).toBe(value === 0n ? text.replace('-', '') : text);
        expect(JSON.stringify({ read })).toBe(`{"read":"${read}"}`);
        expect(read.toNumber()).toBe(Number(text) + 0);
      }),
      runs(300),
    );
  });
});
