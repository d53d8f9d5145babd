/** A fraction of whole numbers. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/**
 * The decimal fraction that is written when the number is: 7/100 for 0.07, whose double is a bit more.
 *
 * @param x - From 0 to 1.
 */
export function decimalFraction(x: number): Fraction {
  const [digits = '', exponent = '0'] = String(x).split('e-');
  const [whole = '', decimals = ''] = digits.split('.');
  return {
    numerator: BigInt(whole + decimals),
    denominator: 10n ** BigInt(decimals.length + Number(exponent)),
  };
}

/** The smallest whole number from 1 that is at least this fraction of `n`, which is not 0. */
export function rankOf({ numerator, denominator }: Fraction, n: number): number {
  return Math.max(1, Number((numerator * BigInt(n) + denominator - 1n) / denominator));
}
