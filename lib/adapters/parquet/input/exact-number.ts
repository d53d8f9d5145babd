import { formatDecimal } from '../../../core/value.ts';
import type { Stored } from './plain.ts';
import { Unsound } from './unsound.ts';

/** Longest decimal whose digits are looked at; 150 of them. Bytes. */
export const MAX_DECIMAL_BYTES = 64;

/** The integer of a decimal: a number, or bytes in two's complement, the most significant first. */
export function unitsOf(stored: Stored): bigint {
  if (typeof stored === 'bigint' || typeof stored === 'number') return BigInt(stored);
  if (!(stored instanceof Uint8Array)) throw new Unsound('a decimal of truth values', 'numbers');
  if (stored.length === 0) return 0n;
  return BigInt.asIntN(stored.length * 8, BigInt(`0x${stored.toString('hex')}`));
}

/** Text of a decimal, to the last digit. */
export const decimalText = (stored: Stored, scale: number): string =>
  formatDecimal({ units: unitsOf(stored), scale });

/** Digits that every double gives back. */
const EXACT_DIGITS = 15;

/** The number that a text says, if a double holds it; else the text. */
export function numberOrText(text: string): number | string {
  const digits = text.replace(/^-?0*\.?0*/, '').replace('.', '');
  return digits.length <= EXACT_DIGITS ? Number(text) : text;
}

/** Digits after which every number of 32 bits is told from its neighbours. */
const FLOAT_DIGITS = 9;

/** The double of the shortest text that gives a number of 32 bits: 0.1, not 0.10000000149011612. */
export function shortestOfFloat(value: number): number {
  for (let digits = 6; digits < FLOAT_DIGITS && Number.isFinite(value); digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

/** A number of 16 bits. */
export function float16(stored: Stored): number {
  if (!(stored instanceof Uint8Array) || stored.length !== 2) {
    throw new Unsound('a FLOAT16 of another length', '2 bytes');
  }
  const bits = stored.readUInt16LE(0);
  const sign = bits >>> 15 === 1 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return (sign * fraction) / 2 ** 24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * 2 ** (exponent - 15) * (1 + fraction / 1_024);
}
