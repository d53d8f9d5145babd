import { dyadic, powerOfTwo, times } from './dyadic.ts';
import { addExactly, addWidely, type ExactSum } from './exact-sum.ts';

/** Between them, a square and the error of rounding it are ordinary doubles. */
const SMALLEST = powerOfTwo(-480);
const LARGEST = powerOfTwo(500);

/** Splits 53 bits in two halves: 2²⁷ + 1. */
const SPLITTER = 134_217_729;

/**
 * Adds `x²`, exactly.
 *
 * Error: none. What rounding `x · x` loses is itself a double (TwoProduct) and is added too; squares
 * so large or small that it is not are added as binary fractions, slowly.
 *
 * Source: T. J. Dekker, "A Floating-Point Technique for Extending the Available Precision" (1971).
 *
 * @param x - Finite.
 */
export function addSquareExactly(sum: ExactSum, x: number): void {
  const size = Math.abs(x);
  if (size > LARGEST || (size < SMALLEST && size > 0)) {
    const exact = dyadic(x);
    addWidely(sum, times(exact, exact));
    return;
  }
  const square = x * x;
  const scaled = SPLITTER * x;
  const head = scaled - (scaled - x);
  const tail = x - head;
  addExactly(sum, square);
  addExactly(sum, head * head - square + 2 * head * tail + tail * tail);
}
