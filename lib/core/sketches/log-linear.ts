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
 * The fewest bits for which a value from a bucket is within `accuracy` of each other value in it.
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
 * For whole numbers a whole number with the same bound.
 */
export function middleOf(bucket: number, bits: number, isWhole: boolean): number {
  if (bucket === 0) return 0;
  const number = Math.abs(bucket);
  const from = edge(number, bits);
  const to = edge(number + 1, bits);
  const middle = isWhole
    ? Math.floor((Math.ceil(from) + Math.ceil(to) - 1) / 2)
    : (from * 2) / (1 + from / to);
  return bucket < 0 ? -middle : middle;
}

/** Lower end of a bucket; an infinity behind the last one. */
function edge(bucket: number, bits: number): number {
  view.setUint32(0, bucket << (HIGH_BITS - bits));
  view.setUint32(4, 0);
  return view.getFloat64(0);
}
