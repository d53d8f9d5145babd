import { skipScalar, skipSpace, skipString } from './scan.ts';

const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const COMMA = 0x2c;
const COLON = 0x3a;

/**
 * Past any value, which starts at `at`; answers as the functions of `scan.ts` do.
 *
 * Keeps the open brackets on a list instead of the call stack: a megabyte of `[` is no attack.
 */
export function skipValue(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at];
  if (at >= end || (first !== OPEN_OBJECT && first !== OPEN_ARRAY))
    return skipScalar(bytes, at, end);
  const closers: number[] = [];
  let p = at;
  for (;;) {
    // A value starts at p.
    const byte = p < end ? bytes[p] : undefined;
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      const closer = byte + 2; // `}` follows `{`, and `]` follows `[`, with one letter in between
      p = skipSpace(bytes, p + 1, end);
      if (p >= end || bytes[p] !== closer) {
        closers.push(closer);
        if (closer === CLOSE_OBJECT) p = skipKey(bytes, p, end);
        if (p < 0) return p;
        continue;
      }
      p++;
    } else {
      p = skipScalar(bytes, p, end);
      if (p < 0) return p;
    }
    p = closeAndAdvance(bytes, p, { end, closers });
    if (p < 0 || closers.length === 0) return p;
  }
}

/** Past a key, its colon and the spaces around; to where the value starts. */
function skipKey(bytes: Uint8Array, at: number, end: number): number {
  let p = skipString(bytes, at, end);
  if (p < 0) return p;
  p = skipSpace(bytes, p, end);
  return p < end && bytes[p] === COLON ? skipSpace(bytes, p + 1, end) : ~p;
}

/** Behind a value: past the brackets that close here and a comma, to where the next value starts. */
function closeAndAdvance(
  bytes: Uint8Array,
  at: number,
  { end, closers }: { end: number; closers: number[] },
): number {
  let p = at;
  while (closers.length > 0) {
    p = skipSpace(bytes, p, end);
    if (p >= end) return ~p;
    const closer = closers[closers.length - 1];
    if (bytes[p] === COMMA) {
      p = skipSpace(bytes, p + 1, end);
      return closer === CLOSE_ARRAY ? p : skipKey(bytes, p, end);
    }
    if (bytes[p] !== closer) return ~p;
    closers.pop();
    p++;
  }
  return p;
}
