import { nearestDouble } from './nearest-double.ts';

/** Bits of a root that is only rounded afterwards: more than two of a double's. */
const ROOT_BITS = 128;

/**
 * The double nearest to the square root of a fraction.
 *
 * Error: half a unit in the last place. The root is computed to more bits than a double has, and one more
 * says whether anything is left, so that ties are told from what lies beside them.
 *
 * @param numerator - Not negative.
 * @param denominator - Positive.
 */
export function nearestSquareRoot(numerator: bigint, denominator: bigint): number {
  if (numerator === 0n) return 0;
  const missing = 2 * ROOT_BITS + bits(denominator) - bits(numerator);
  const half = Math.ceil(Math.max(0, missing) / 2);
  const scaled = numerator << BigInt(2 * half);
  const floor = scaled / denominator;
  const root = floorOfSquareRoot(floor);
  const isExact = root * root === floor && floor * denominator === scaled;
  return nearestDouble(root * 2n + (isExact ? 0n : 1n), 1n, -half - 1);
}

/** Newton's method from above: it falls until it is there. */
function floorOfSquareRoot(x: bigint): bigint {
  let root = 1n << BigInt(Math.ceil(bits(x) / 2));
  for (;;) {
    const next = (root + x / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

const bits = (positive: bigint): number => positive.toString(2).length;
