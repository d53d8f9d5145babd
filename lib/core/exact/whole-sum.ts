/**
 * A sum of safe integers without any rounding, mutable: `low + spilt`.
 *
 * `low` is a safe integer; only when it would leave that range does it spill into the big one.
 */
export interface WholeSum {
  /** How many numbers were added. */
  n: number;
  low: number;
  spilt: bigint;
}

export const emptyWholeSum = (): WholeSum => ({ n: 0, low: 0, spilt: 0n });

/** Adds a safe integer; anything else changes nothing. */
export function addWhole(sum: WholeSum, x: number): void {
  if (!Number.isSafeInteger(x)) return;
  const low = sum.low + x;
  sum.n += 1;
  if (low <= Number.MAX_SAFE_INTEGER && low >= Number.MIN_SAFE_INTEGER) {
    sum.low = low;
  } else {
    sum.spilt += BigInt(sum.low) + BigInt(x);
    sum.low = 0;
  }
}

/** Adds everything in `from`, which stays as it is. */
export function combineWholeSums(into: WholeSum, from: WholeSum): void {
  into.spilt += from.spilt;
  const n = into.n + from.n;
  addWhole(into, from.low);
  into.n = n;
}

/** Whether `low` is all of it. */
export const isLow = ({ spilt }: WholeSum): boolean => spilt === 0n;

/** The exact sum. */
export const wholeSum = ({ low, spilt }: WholeSum): bigint => spilt + BigInt(low);

/** The exact sum; a number if that holds it. */
export function numberOrBig(sum: WholeSum): number | bigint {
  if (isLow(sum)) return sum.low + 0;
  const total = wholeSum(sum);
  const number = Number(total);
  return Number.isSafeInteger(number) ? number : total;
}
