import { type Dyadic, dyadic, plus, powerOfTwo, ZERO } from './dyadic.ts';
import { nearestDouble } from './nearest-double.ts';

/**
 * A sum of doubles without any rounding, mutable.
 *
 * Its value is `high + low + Σ rest + wide`, read as real numbers. Nearly always the first two hold
 * all of it; `rest` takes what a third double is needed for, and `wide` what doubles cannot say:
 * sums beyond their range, and squares with digits below 2⁻¹⁰⁷⁴.
 *
 * How the value is spread over the parts depends on the order of the additions; the value does not.
 */
export interface ExactSum {
  high: number;
  low: number;
  rest: number[] | null;
  wide: Dyadic | null;
}

export const emptySum = (): ExactSum => ({ high: 0, low: 0, rest: null, wide: null });

/** Sums stay below it in `high`, so that nothing on the way can overflow. */
const LARGE = powerOfTwo(1022);

/**
 * Adds a double, exactly.
 *
 * Error: none. The rounding errors of the two additions are themselves doubles (TwoSum) and are kept.
 * −0 adds nothing. NaN and infinities are refused.
 *
 * Source: D. E. Knuth, "The Art of Computer Programming" vol. 2, 4.2.2, theorem B; J. R. Shewchuk,
 * "Adaptive Precision Floating-Point Arithmetic and Fast Robust Geometric Predicates" (1997).
 *
 * @returns `false`, with nothing changed, if `x` is not finite.
 */
export function addExactly(sum: ExactSum, x: number): boolean {
  const { high, low } = sum;
  const newHigh = high + x;
  if (!(newHigh < LARGE && newHigh > -LARGE)) return addLarge(sum, x);
  const added = newHigh - high;
  const error = high - (newHigh - added) + (x - added);

  const newLow = low + error;
  const addedLow = newLow - low;
  const errorLow = low - (newLow - addedLow) + (error - addedLow);

  sum.high = newHigh;
  sum.low = newLow;
  if (errorLow !== 0) addToRest(sum, errorLow);
  return true;
}

function addLarge(sum: ExactSum, x: number): boolean {
  if (!Number.isFinite(x)) return false;
  addWidely(sum, plus(dyadic(sum.high), dyadic(x)));
  sum.high = 0;
  return true;
}

/** Adds any binary fraction, exactly; slowly. */
export function addWidely(sum: ExactSum, x: Dyadic): void {
  sum.wide = plus(sum.wide ?? ZERO, x);
}

/** Shewchuk's GROW-EXPANSION without zeros: at most some forty parts, whatever is added. */
function addToRest(sum: ExactSum, x: number): void {
  sum.rest ??= [];
  const { rest } = sum;
  let carry = x;
  let kept = 0;
  for (const part of rest) {
    const total = part + carry;
    const added = total - part;
    const error = part - (total - added) + (carry - added);
    if (error !== 0) rest[kept++] = error;
    carry = total;
  }
  if (carry !== 0) rest[kept++] = carry;
  if (kept < rest.length) rest.length = kept; // only then, as it may allocate
}

/** Adds everything in `from`, which stays as it is. */
export function combineSums(into: ExactSum, from: ExactSum): void {
  addExactly(into, from.high);
  addExactly(into, from.low);
  if (from.rest !== null) for (const part of from.rest) addExactly(into, part);
  if (from.wide !== null) addWidely(into, from.wide);
}

/** Whether `high + low` is all of it; then one addition rounds it correctly. */
export const isPair = ({ rest, wide }: ExactSum): boolean =>
  wide === null && (rest === null || rest.length === 0);

/** The exact value. */
export function exactValue({ high, low, rest, wide }: ExactSum): Dyadic {
  const pair = plus(dyadic(high), dyadic(low));
  const parts = rest === null ? pair : rest.map(dyadic).reduce(plus, pair);
  return wide === null ? parts : plus(parts, wide);
}

/**
 * The double nearest to the sum; ties to even, zero is +0.
 *
 * An infinity if, and only if, the exact sum is beyond the largest double.
 */
export function roundedSum(sum: ExactSum): number {
  if (isPair(sum)) return sum.high + sum.low; // never −0, as sums start with +0
  const { units, exponent } = exactValue(sum);
  return nearestDouble(units, 1n, exponent);
}
