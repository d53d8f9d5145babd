import type { Json } from '../aggregators/aggregator.ts';
import { type Dyadic, dyadic, minus, normal } from './dyadic.ts';
import { addExactly, type ExactSum, emptySum, exactValue, isPair } from './exact-sum.ts';
import { nearestDouble } from './nearest-double.ts';

/**
 * The one form of a sum, whatever the order in which it was added up.
 *
 * - `x` if a double holds it.
 * - `[x1, x2, …]` if doubles do: `x1` is the double nearest to the sum, `x2` the one nearest to what
 *   is then left, and so on until nothing is.
 * - `["units", exponent]` if no doubles do: an odd number, in decimal digits, times a power of two.
 */
export function encodeSum(sum: ExactSum): Json {
  const doubles = isPair(sum) ? pairOf(sum) : nearestDoubles(exactValue(sum));
  if (doubles === null) {
    const { units, exponent } = normal(exactValue(sum));
    return [units.toString(), exponent];
  }
  return doubles.length === 1 ? (doubles[0] ?? 0) : doubles;
}

function pairOf({ high, low }: ExactSum): number[] {
  const rounded = high + low;
  const added = rounded - high;
  const error = high - (rounded - added) + (low - added);
  return error === 0 ? [rounded] : [rounded, error];
}

function nearestDoubles(value: Dyadic): number[] | null {
  const doubles: number[] = [];
  let left = value;
  do {
    const nearest = nearestDouble(left.units, 1n, left.exponent);
    const isBeyondDoubles = !Number.isFinite(nearest) || (nearest === 0 && left.units !== 0n);
    if (isBeyondDoubles) return null;
    doubles.push(nearest);
    left = minus(left, dyadic(nearest));
  } while (left.units !== 0n);
  return doubles;
}

/** The sum that {@link encodeSum} wrote. */
export function decodeSum(encoded: Json): ExactSum {
  const sum = emptySum();
  if (typeof encoded === 'number') addExactly(sum, encoded);
  else if (Array.isArray(encoded)) {
    const [first, second] = encoded as readonly Json[];
    if (typeof first === 'string') sum.wide = { units: BigInt(first), exponent: Number(second) };
    else for (const part of encoded as readonly number[]) addExactly(sum, part);
  }
  return sum;
}
