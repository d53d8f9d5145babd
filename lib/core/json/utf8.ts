/** Text of bytes that are known to be UTF-8. The platform's decoder is faster than ours. */
export type Utf8Decoder = (bytes: Uint8Array, start: number, end: number) => string;

/**
 * Position of the first byte that is not part of UTF-8, or −1.
 *
 * Refuses what the standard refuses: overlong forms, surrogates, code points above U+10FFFF, and
 * sequences that are cut by `end`.
 *
 * Source: The Unicode Standard, table 3-7, "Well-Formed UTF-8 Byte Sequences".
 */
export function findInvalidUtf8(bytes: Uint8Array, start: number, end: number): number {
  let p = start;
  while (p < end) {
    const lead = bytes[p] as number;
    if (lead < 0x80) {
      p++;
      continue;
    }
    const length = sequenceLength(bytes, p, end);
    if (length === 0) return p;
    p += length;
  }
  return -1;
}

/** Length of the sequence of two to four bytes at `at`, or 0 if it is not well formed. */
export function sequenceLength(bytes: Uint8Array, at: number, end: number): number {
  const lead = bytes[at] as number;
  const length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  if (length === 0 || at + length > end) return 0;
  const second = bytes[at + 1] as number;
  const least = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const most = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < least || second > most) return 0;
  for (let p = at + 2; p < at + length; p++) {
    if (((bytes[p] as number) & 0xc0) !== 0x80) return 0;
  }
  return length;
}

/**
 * Text of UTF-8, in plain JavaScript, for where no platform decoder is given. A byte that is not
 * UTF-8 becomes U+FFFD; check with {@link findInvalidUtf8} first.
 */
export const decodeUtf8: Utf8Decoder = (bytes, start, end) => {
  let text = '';
  let points: number[] = [];
  let p = start;
  while (p < end) {
    const lead = bytes[p] as number;
    const length = lead < 0x80 ? 1 : sequenceLength(bytes, p, end);
    points.push(length === 0 ? 0xfffd : codePoint(bytes, p, length));
    p += Math.max(length, 1);
    if (points.length < POINTS_AT_ONCE) continue;
    text += String.fromCodePoint(...points);
    points = [];
  }
  return text + String.fromCodePoint(...points);
};

/** A text that grows by single characters takes an object for each; a call takes only so many arguments. */
const POINTS_AT_ONCE = 4_096;

function codePoint(bytes: Uint8Array, at: number, length: number): number {
  const lead = bytes[at] as number;
  let point = length === 1 ? lead : lead & (0x7f >> length);
  for (let p = at + 1; p < at + length; p++) point = (point << 6) | ((bytes[p] as number) & 0x3f);
  return point;
}
