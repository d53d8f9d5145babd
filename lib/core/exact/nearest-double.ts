import { powerOfTwo, SMALLEST_EXPONENT } from './dyadic.ts';

/** Bits of a double's significand, the hidden one included. */
const PRECISION = 53;

/** Exponent of the unit in the last place of the largest doubles. */
const LARGEST_EXPONENT = 971;

/**
 * The double nearest to `numerator · 2^exponent / denominator`.
 *
 * Rounds once, as IEEE 754 says: to nearest, ties to even, with gradual underflow; what is beyond the
 * largest double by half a unit or more becomes an infinity. A result of zero is +0, even of a negative number that is too small.
 *
 * @param denominator - Not zero.
 */
export function nearestDouble(numerator: bigint, denominator: bigint, exponent = 0): number {
  if (numerator === 0n) return 0;
  const isNegative = numerator < 0n !== denominator < 0n;
  const magnitude = nearestPositive(absolute(numerator), absolute(denominator), exponent);
  return isNegative && magnitude > 0 ? -magnitude : magnitude;
}

function nearestPositive(numerator: bigint, denominator: bigint, exponent: number): number {
  const leading = exponentOf(numerator, denominator);
  const last = Math.max(leading + exponent - PRECISION + 1, SMALLEST_EXPONENT);
  if (last > LARGEST_EXPONENT) return Number.POSITIVE_INFINITY;

  const shift = exponent - last;
  const dividend = shift > 0 ? numerator << BigInt(shift) : numerator;
  const divisor = shift < 0 ? denominator << BigInt(-shift) : denominator;
  const floor = dividend / divisor;
  const twiceRest = (dividend - floor * divisor) * 2n;
  const isUp = twiceRest > divisor || (twiceRest === divisor && floor % 2n === 1n);
  return Number(isUp ? floor + 1n : floor) * powerOfTwo(last); // exact: at most 53 bits, or 2⁵³
}

/** The `e` with 2ᵉ ≤ numerator / denominator < 2ᵉ⁺¹. */
function exponentOf(numerator: bigint, denominator: bigint): number {
  const guess = bitLength(numerator) - bitLength(denominator);
  const isBelow =
    guess >= 0
      ? numerator < denominator << BigInt(guess)
      : numerator << BigInt(-guess) < denominator;
  return isBelow ? guess - 1 : guess;
}

function bitLength(positive: bigint): number {
  const digits = positive.toString(16);
  return digits.length * 4 - (Math.clz32(Number.parseInt(digits.charAt(0), 16)) - 28);
}

const absolute = (x: bigint): bigint => (x < 0n ? -x : x);
