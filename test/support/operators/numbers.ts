import fc from 'fast-check';

/** The double with this place in the order of positive doubles, 1 being the smallest subnormal. */
const at = (index: bigint): number => new Float64Array(BigUint64Array.of(index).buffer)[0] ?? 0;

/** Powers of two and what is next to them, from the smallest subnormal to the largest. */
const nearPowerOfTwo = fc
  .tuple(fc.integer({ min: -1074, max: 1023 }), fc.constantFrom(-1n, 0n, 0n, 1n))
  .map(([exponent, step]) => {
    const index = exponent < -1022 ? 1n << BigInt(exponent + 1074) : BigInt(exponent + 1023) << 52n;
    return at(index + step);
  });

/** Where rounding has to decide: halfway, and a little more or less. */
const tie = fc.constantFrom(1, 2 ** 52, 2 ** -53, 2 ** -54, 2 ** -106, 2 ** 53, 3 * 2 ** -54);

const notorious = fc.constantFrom(
  0,
  5e-324,
  2.2250738585072009e-308,
  2.2250738585072014e-308,
  0.1,
  1e16,
  1e100,
  9007199254740991,
  9007199254740992,
  1e154,
  1e155,
  1e-160,
  1e308,
  Number.MAX_VALUE,
  2 ** 970,
  2 ** 1023,
);

/** Prices: two decimals, as a double cannot hold them. */
const price = fc.integer({ min: -100_000, max: 100_000 }).map((cents) => cents / 100);

/** Finite doubles with a bias to the edges: subnormals, powers of two, ties, cancellation, ±0. */
export const aDouble: fc.Arbitrary<number> = fc
  .tuple(
    fc.oneof(
      notorious,
      nearPowerOfTwo,
      tie,
      price,
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    ),
    fc.boolean(),
  )
  .map(([x, isNegative]) => (isNegative ? -x : x));

/** Doubles of one size, as data has them; sums need two doubles and seldom more. */
const orderlyDoubles = fc.array(price, { maxLength: 40 });

/** Some values together with the opposites of some of them, so that what is left is tiny. */
const cancellingDoubles = fc
  .tuple(fc.array(aDouble, { maxLength: 20 }), fc.array(aDouble, { maxLength: 3 }))
  .map(([values, rest]) => [...values, ...rest, ...values.map((x) => -x)]);

/** Lists of doubles on which a naive sum is wrong. */
export const someDoubles: fc.Arbitrary<number[]> = fc.oneof(
  fc.array(aDouble, { maxLength: 40 }),
  cancellingDoubles,
  orderlyDoubles,
);

/** Whole numbers up to 2⁵³ − 1 in magnitude, with a bias to both ends and to zero. */
export const aSafeInteger: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: -1_000, max: 1_000 }),
  fc.maxSafeInteger(),
  fc
    .tuple(fc.constantFrom(0, 2 ** 26, 2 ** 52, Number.MAX_SAFE_INTEGER), fc.nat(3), fc.boolean())
    .map(([base, below, isNegative]) => (isNegative ? below - base : base - below)),
);

/** Whole numbers of up to 38 digits. */
export const aBigint: fc.Arbitrary<bigint> = fc.oneof(
  fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }),
  fc.bigInt({ min: -3n, max: 3n }),
);
