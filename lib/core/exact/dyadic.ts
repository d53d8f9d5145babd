/**
 * A binary fraction of any size: `units · 2^exponent`, exactly.
 *
 * Every finite double is one, and so are their sums and products.
 */
export interface Dyadic {
  readonly units: bigint;
  readonly exponent: number;
}

export const ZERO: Dyadic = { units: 0n, exponent: 0 };

/** Exponent of the smallest positive double, 2⁻¹⁰⁷⁴. */
export const SMALLEST_EXPONENT = -1074;

const bits = new DataView(new ArrayBuffer(8));

/** A finite double as an integer of at most 53 bits and a power of two. Zero has exponent 0. */
export function dyadic(x: number): Dyadic {
  bits.setFloat64(0, x);
  const high = bits.getUint32(0);
  const biased = (high >>> 20) & 0x7ff;
  const fraction = (high & 0xfffff) * 0x1_0000_0000 + bits.getUint32(4);
  const magnitude = biased === 0 ? fraction : fraction + 0x10_0000_0000_0000;
  if (magnitude === 0) return ZERO;
  const exponent = biased === 0 ? SMALLEST_EXPONENT : biased + SMALLEST_EXPONENT - 1;
  return { units: BigInt(x < 0 ? -magnitude : magnitude), exponent };
}

/** The sum, at the finer of the two exponents. */
export function plus(a: Dyadic, b: Dyadic): Dyadic {
  if (a.units === 0n) return b;
  if (b.units === 0n) return a;
  if (a.exponent < b.exponent) return plus(b, a);
  const units = (a.units << BigInt(a.exponent - b.exponent)) + b.units;
  return { units, exponent: b.exponent };
}

/** The difference, at the finer of the two exponents. */
export const minus = (a: Dyadic, b: Dyadic): Dyadic =>
  plus(a, { units: -b.units, exponent: b.exponent });

/** The product. */
export const times = (a: Dyadic, b: Dyadic): Dyadic => ({
  units: a.units * b.units,
  exponent: a.exponent + b.exponent,
});

/** The same number with an odd `units`, or {@link ZERO}: equal numbers get equal forms. */
export function normal({ units, exponent }: Dyadic): Dyadic {
  if (units === 0n) return ZERO;
  const zeros = trailingZeros(units);
  return { units: units >> BigInt(zeros), exponent: exponent + zeros };
}

function trailingZeros(units: bigint): number {
  const digits = units.toString(2);
  return digits.length - 1 - digits.lastIndexOf('1');
}

/** 2 to the power of `exponent`, which is from −1074 to 1023. */
export function powerOfTwo(exponent: number): number {
  if (exponent >= -1022) bits.setUint32(0, (exponent + 1023) << 20);
  else bits.setUint32(0, exponent >= -1042 ? 1 << (exponent + 1042) : 0);
  bits.setUint32(4, exponent < -1042 ? 1 << (exponent + 1074) : 0);
  return bits.getFloat64(0);
}
