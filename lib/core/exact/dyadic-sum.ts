import { type Dyadic, normal, plus, ZERO } from './dyadic.ts';

/** An exact sum of binary fractions, mutable; slower than an `ExactSum`, and without bounds. */
export interface DyadicSum {
  value: Dyadic;
}

export const emptyDyadicSum = (): DyadicSum => ({ value: ZERO });

/** Adds a binary fraction. Error: none. */
export function addDyadic(sum: DyadicSum, x: Dyadic): void {
  sum.value = plus(sum.value, x);
}

/** The one form of a sum: an odd number in decimal digits, and its power of two. */
export function encodeDyadicSum({ value }: DyadicSum): readonly [units: string, exponent: number] {
  const { units, exponent } = normal(value);
  return [units.toString(), exponent];
}

/** The sum that {@link encodeDyadicSum} wrote. */
export const decodeDyadicSum = ([units, exponent]: readonly [string, number]): DyadicSum => ({
  value: { units: BigInt(units), exponent },
});
