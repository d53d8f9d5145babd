/** A ratio of whole numbers, for oracles: slow, obvious, and not shared with the subject. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** The exact value of a finite double, found by doubling it until it is whole. */
export function rationalOf(x: number): Rational {
  let whole = x;
  let denominator = 1n;
  while (!Number.isInteger(whole)) {
    whole *= 2;
    denominator *= 2n;
  }
  return { numerator: BigInt(whole), denominator };
}

export const ratio = (numerator: bigint, denominator = 1n): Rational => ({
  numerator,
  denominator,
});

export const added = (a: Rational, b: Rational): Rational => ({
  numerator: a.numerator * b.denominator + b.numerator * a.denominator,
  denominator: a.denominator * b.denominator,
});

export const multiplied = (a: Rational, b: Rational): Rational => ({
  numerator: a.numerator * b.numerator,
  denominator: a.denominator * b.denominator,
});

export const negated = (a: Rational): Rational => ({ ...a, numerator: -a.numerator });

/** The sum, over 2¹⁰⁷⁴, which every double's denominator divides. */
export function sumOfDoubles(values: readonly number[]): Rational {
  const denominator = 2n ** 1074n;
  const numerator = values
    .map(rationalOf)
    .reduce((sum, x) => sum + x.numerator * (denominator / x.denominator), 0n);
  return { numerator, denominator };
}

/** More digits than a halfway point between two doubles can have. */
const DIGITS = 800;

/**
 * The double nearest to a ratio, by writing it in decimal and having the engine read it.
 *
 * What is cut off is replaced by one digit that is not zero, so that it cannot look like a tie. Zero is +0.
 */
export function nearestByReading({ numerator, denominator }: Rational): number {
  if (numerator === 0n) return 0;
  const isNegative = numerator < 0n !== denominator < 0n;
  const [n, d] = [numerator, denominator].map((x) => (x < 0n ? -x : x)) as [bigint, bigint];
  const places = DIGITS - (n.toString().length - d.toString().length);
  const dividend = places > 0 ? n * 10n ** BigInt(places) : n;
  const divisor = places < 0 ? d * 10n ** BigInt(-places) : d;
  const rest = dividend % divisor === 0n ? '0' : '1';
  return Number(`${isNegative ? '-' : ''}${dividend / divisor}${rest}e${-places - 1}`) + 0;
}
