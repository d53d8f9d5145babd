import type { Json } from '../aggregators/aggregator.ts';
import { emptyWholeSum, numberOrBig, type WholeSum } from './whole-sum.ts';

/** A number if it is safe, else decimal digits: the one form of a sum. Without `n`. */
export function encodeWholeSum(sum: WholeSum): number | string {
  const total = numberOrBig(sum);
  return typeof total === 'number' ? total : total.toString();
}

/**
 * The sum that {@link encodeWholeSum} wrote.
 *
 * @param n - How many numbers it is of.
 */
export function decodeWholeSum(encoded: Json | undefined, n: number): WholeSum {
  const sum = emptyWholeSum();
  if (typeof encoded === 'string') sum.spilt = BigInt(encoded);
  else sum.low = Number(encoded);
  sum.n = n;
  return sum;
}
