const TWO_32 = 0x1_0000_0000;

const bits = new DataView(new ArrayBuffer(8));

/**
 * A hash of 52 bits, as a safe integer: the same on every machine, for ever (golden file).
 *
 * Of a text its UTF-16 units are hashed, of a number the bits of the double (−0 as 0), of a bigint its
 * digits. Values of different types are not told apart. Spreads evenly (property `value hash`), but
 * does not withstand somebody who looks for collisions.
 *
 * Source: two lanes that multiply by the constants of MurmurHash3 (A. Appleby, public domain), and its
 * finaliser for each.
 */
export function hashValue(value: string | number | bigint | boolean): number {
  if (typeof value === 'string') return hashText(value);
  if (typeof value === 'bigint') return hashText(value.toString());
  bits.setFloat64(0, Number(value) + 0);
  const high = bits.getUint32(0);
  const low = bits.getUint32(4);
  return finish(
    laneA(laneA(SEED_A, high), low), //
    laneB(laneB(SEED_B, high), low),
  );
}

function hashText(text: string): number {
  const { length } = text;
  let a = SEED_A ^ length;
  let b = SEED_B ^ length;
  let i = 0;
  for (; i + 1 < length; i += 2) {
    const word = text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16);
    a = laneA(a, word);
    b = laneB(b, word);
  }
  if (i < length) {
    a = laneA(a, text.charCodeAt(i));
    b = laneB(b, text.charCodeAt(i));
  }
  return finish(a, b);
}

const SEED_A = 0x3c6ef372;
const SEED_B = 0x5be0cd19;

function laneA(state: number, word: number): number {
  const mixed = Math.imul(state ^ word, 0xcc9e2d51);
  return mixed ^ (mixed >>> 15);
}

function laneB(state: number, word: number): number {
  const mixed = Math.imul(state ^ word, 0x1b873593);
  return mixed ^ (mixed >>> 13);
}

/** Lets each bit of the lanes change each bit of the hash with even chance. */
function finish(a: number, b: number): number {
  const high = avalanche(a ^ (b >>> 7));
  const low = avalanche(b ^ high);
  return (high >>> 12) * TWO_32 + (low >>> 0);
}

function avalanche(word: number): number {
  let mixed = word;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
