import type { DeadLetterCode } from '../../errors/dead-letter-codes.ts';

/** Largest number of digits of a `bigint` field: what a DynamoDB number holds exactly. */
export const MAX_BIGINT_DIGITS = 38;

/** A number as JSON writes it. */
const NUMBER = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** `±digits · 10^exponent`; `digits` has no zeros at either end and is empty for zero. */
export interface Exact {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

/**
 * The exact value of a number's text, whatever its length; `undefined` if it is not a number as
 * JSON writes it (so no `+1`, `.5`, `1,000`, `NaN`).
 *
 * Linear in the length of the text, also for exponents such as `1e999999999`.
 */
export function exactly(text: string): Exact | undefined {
  const match = NUMBER.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', power = '0'] = match;
  const all = whole + fraction;
  let from = 0;
  let to = all.length;
  while (from < to && all[from] === '0') from++;
  while (to > from && all[to - 1] === '0') to--;
  return {
    negative: sign === '-' && from < to,
    digits: all.slice(from, to),
    exponent: Number(power) - fraction.length + (all.length - to),
  };
}

/** Whether two texts of numbers, as JSON writes them, mean the same number. */
export function isSameNumber(a: string, b: string): boolean {
  const [one, other] = [exactly(a), exactly(b)];
  if (one === undefined || other === undefined) return false;
  const isScaled = one.digits === '' || one.exponent === other.exponent;
  return one.negative === other.negative && one.digits === other.digits && isScaled;
}

/**
 * An integer count of 10⁻ˢᶜᵃˡᵉ, read from text without a double in between.
 *
 * Zeros at the end are not decimals: `12.500` has scale 1. Error: none.
 *
 * @returns The count, never −0; or why there is none.
 */
export function readUnits(text: string, scale: number): number | DeadLetterCode {
  const exact = exactly(text);
  if (exact === undefined) return 'FIELD_TYPE';
  const digits = scaledDigits(exact, scale, 16);
  if (digits === 'DECIMAL_TOO_PRECISE' || digits === 'NUMBER_OUT_OF_RANGE') return digits;
  // 16 digits: above 2⁵³ the nearest double may be another number, but it is never a safe one.
  const units = Number(digits);
  if (!Number.isSafeInteger(units)) return 'NUMBER_OUT_OF_RANGE';
  return exact.negative ? -units : units;
}

/** Text of a count of 10⁻ˢᶜᵃˡᵉ with all digits of the scale: 1250 of scale 2 is `12.50`. */
export function formatUnits(units: number, scale: number): string {
  if (scale === 0) return `${units}`;
  const digits = `${Math.abs(units)}`.padStart(scale + 1, '0');
  const point = digits.length - scale;
  return `${units < 0 ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** A whole number of up to {@link MAX_BIGINT_DIGITS} digits, read from text. Error: none. */
export function readBigInt(text: string): bigint | DeadLetterCode {
  const exact = exactly(text);
  if (exact === undefined) return 'FIELD_TYPE';
  const digits = scaledDigits(exact, 0, MAX_BIGINT_DIGITS);
  if (digits === 'DECIMAL_TOO_PRECISE') return 'FIELD_TYPE';
  if (digits === 'NUMBER_OUT_OF_RANGE') return digits;
  return exact.negative ? -BigInt(digits) : BigInt(digits);
}

/** A whole number of at most 53 bits, read from text. Error: none. */
export function readInt(text: string): number | DeadLetterCode {
  const units = readUnits(text, 0);
  return units === 'DECIMAL_TOO_PRECISE' ? 'FIELD_TYPE' : units;
}

/**
 * Whether every platform can hold the double: 0, or a magnitude from 1e-130 to below 1e126.
 *
 * Source: range of a DynamoDB number, "Supported data types and naming rules", Amazon DynamoDB
 * Developer Guide. Judged when an event is read, so that no row can lack what its events had.
 */
export const isHeldDouble = (value: number): boolean =>
  value === 0 || (Math.abs(value) >= 1e-130 && Math.abs(value) < 1e126);

/** The double nearest to a number's text, as `JSON.parse` gives it, if it is {@link isHeldDouble}. */
export function readDouble(text: string): number | DeadLetterCode {
  if (!NUMBER.test(text)) return 'FIELD_TYPE';
  const value = Number(text);
  return isHeldDouble(value) ? value : 'NUMBER_OUT_OF_RANGE';
}

function scaledDigits({ digits, exponent }: Exact, scale: number, most: number): string {
  const zeros = exponent + scale;
  if (digits === '') return '0';
  if (zeros < 0) return 'DECIMAL_TOO_PRECISE';
  return digits.length + zeros > most ? 'NUMBER_OUT_OF_RANGE' : digits + '0'.repeat(zeros);
}
