import { Failure } from './values.ts';

/**
 * A whole number as expressions compute with it: a number where that is exact, else a bigint; never a
 * bigint of at most 53 bits, so that equal ones are identical. The operators `<` and `===` do.
 */
export type Whole = number | bigint;

/** The whole number as {@link Whole}. */
export function whole(value: bigint): Whole {
  const near = Number(value);
  return Number.isSafeInteger(near) ? near : value;
}

const OVERFLOW = new Failure('the whole number is beyond 64 bits');

/** The whole number if it has 64 bits at most. */
export const int64 = (value: bigint): Whole | Failure =>
  BigInt.asIntN(64, value) === value ? whole(value) : OVERFLOW;

/** Digits of a decimal, as of a column of DECIMAL(38). */
export const MAX_DECIMAL_DIGITS = 38;

const DECIMAL_END = 10n ** BigInt(MAX_DECIMAL_DIGITS);

const TOO_LONG = new Failure(`the decimal has more than ${MAX_DECIMAL_DIGITS} digits`);

/** The units of a decimal if they are no longer than 38 digits. */
export const decimalUnits = (value: bigint): Whole | Failure =>
  value < DECIMAL_END && value > -DECIMAL_END ? whole(value) : TOO_LONG;

const BY_ZERO = new Failure('a division by zero');

type Checked = (value: bigint) => Whole | Failure;

/** The four operations on whole numbers that must pass a check. */
const operationsOn = (checked: Checked) => ({
  '+': (a: Whole, b: Whole): Whole | Failure => {
    if (typeof a === 'number' && typeof b === 'number') {
      const sum = a + b;
      if (Number.isSafeInteger(sum)) return sum;
    }
    return checked(BigInt(a) + BigInt(b));
  },
  '-': (a: Whole, b: Whole): Whole | Failure => {
    if (typeof a === 'number' && typeof b === 'number') {
      const difference = a - b;
      if (Number.isSafeInteger(difference)) return difference;
    }
    return checked(BigInt(a) - BigInt(b));
  },
  '*': (a: Whole, b: Whole): Whole | Failure => {
    if (typeof a === 'number' && typeof b === 'number') {
      const product = a * b;
      if (Number.isSafeInteger(product)) return product + 0;
    }
    return checked(BigInt(a) * BigInt(b));
  },
  '/': (a: Whole, b: Whole): Whole | Failure => {
    if (b === 0) return BY_ZERO;
    if (typeof a === 'number' && typeof b === 'number') return Math.trunc(a / b) + 0;
    return checked(BigInt(a) / BigInt(b));
  },
  '%': (a: Whole, b: Whole): Whole | Failure => {
    if (b === 0) return BY_ZERO;
    if (typeof a === 'number' && typeof b === 'number') return (a % b) + 0;
    return checked(BigInt(a) % BigInt(b));
  },
});

/** Operations on whole numbers of 64 bits; what is beyond them fails. */
export const INT64 = operationsOn(int64);

/** Operations on units of decimals of one scale; what is longer than 38 digits fails. */
export const UNITS = operationsOn(decimalUnits);

/** Units in a finer scale. */
export function finer(units: Whole, digits: number): Whole | Failure {
  return digits === 0
    ? units
    : UNITS['*'](units, digits <= 15 ? 10 ** digits : 10n ** BigInt(digits));
}

/** `units / divisor`, rounded to the nearest, halves to the even one. The divisor is positive. */
export function roundedQuotient(units: bigint, divisor: bigint): bigint {
  const [quotient, rest] = [units / divisor, units % divisor];
  const twice = (rest < 0n ? -rest : rest) * 2n;
  const isUp = twice > divisor || (twice === divisor && quotient % 2n !== 0n);
  return isUp ? quotient + (units < 0n ? -1n : 1n) : quotient;
}
