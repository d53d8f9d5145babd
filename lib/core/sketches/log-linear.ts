/**
 * Buckets of doubles: each power of two is cut into 2^bits parts of one width, as the bits of a double
 * themselves do. So a bucket's number is the upper end of the value's bits, and halving the number of
 * buckets is dropping a bit: no logarithm, no rounding, the same on every machine.
 *
 * Positive values have positive numbers, negative ones the same with a minus, and 0 has the bucket 0
 * with all that is smaller than a normal double (2⁻¹⁰²² in magnitude).
 */
const view = new DataView(new ArrayBuffer(8));

/** Bits of the significand in the upper half of a double. */
const HIGH_BITS = 20;

/** The smallest normal double. */
const SMALLEST = 2.2250738585072014e-308;

/**
 * The fewest bits with which the middle of a bucket is within `accuracy` of each of its values.
 *
 * @param accuracy - Relative error, 2·10⁻⁶ to 1.
 */
export function bitsFor(accuracy: number): number {
  let bits = 0;
  let width = 1;
  while (width > (2 * accuracy) / (1 - accuracy)) {
    bits += 1;
    width /= 2;
  }
  return bits;
}

/** Number of the bucket of a finite double. */
export function bucketOf(x: number, bits: number): number {
  const size = Math.abs(x);
  if (size < SMALLEST) return 0;
  view.setFloat64(0, size);
  const bucket = view.getUint32(0) >>> (HIGH_BITS - bits);
  return x < 0 ? -bucket : bucket;
}

/** Number of the bucket that holds a bucket when there are `levels` bits fewer. */
export const coarser = (bucket: number, levels: number): number =>
  bucket < 0 ? -(-bucket >>> levels) : bucket >>> levels;

/**
 * The value that stands for a bucket: the one whose relative distance to both its ends is the same.
 *
 * For whole numbers it is cut to a whole one. With the error at the lower end being at most
 * 1 / (2^(bits + 1) + 1), what is cut off is so little that the other end is no farther.
 */
export function middleOf(bucket: number, bits: number, isWhole: boolean): number {
  if (bucket === 0) return 0;
  const number = Math.abs(bucket);
  const part = 2 ** bits + (number & (2 ** bits - 1)); // the bucket is from `part` to `part + 1`
  const harmonic = lowerEnd(number, bits) * ((2 * part + 2) / (2 * part + 1));
  const middle = isWhole ? Math.floor(harmonic) : harmonic;
  return bucket < 0 ? -middle : middle;
}

function lowerEnd(bucket: number, bits: number): number {
  view.setUint32(0, bucket << (HIGH_BITS - bits));
  view.setUint32(4, 0);
  return view.getFloat64(0);
}
