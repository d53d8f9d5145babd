/**
 * Walks JSON text in bytes and checks it, without building anything.
 *
 * Each function starts at `at`, reads nothing at or after `end`, and answers with the position
 * behind what it read, or with `~position` (negative) of the first byte that JSON does not allow.
 * Accepts exactly what `JSON.parse` accepts of text that is valid UTF-8.
 */

import { sequenceLength } from './utf8.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const ZERO = 0x30;

const isDigit = (byte: number | undefined): boolean =>
  byte !== undefined && byte >= ZERO && byte <= 0x39;

const isHex = (byte: number): boolean =>
  isDigit(byte) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);

/** Past spaces, tabs and line ends. Never fails. */
export function skipSpace(bytes: Uint8Array, at: number, end: number): number {
  let p = at;
  while (p < end) {
    const byte = bytes[p];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break;
    p++;
  }
  return p;
}

/** Past a string; `at` is its opening quote. */
export function skipString(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end || bytes[at] !== QUOTE) return ~at;
  let p = at + 1;
  while (p < end) {
    const byte = bytes[p] as number;
    if (byte === QUOTE) return p + 1;
    if (byte >= 0x20 && byte < 0x80 && byte !== BACKSLASH) p++;
    else {
      p = skipCharacter(bytes, p, end);
      if (p < 0) return p;
    }
  }
  return ~end;
}

/** Past one character of a string, an escape, or a sequence of UTF-8; not for the closing quote. */
export function skipCharacter(bytes: Uint8Array, at: number, end: number): number {
  const byte = bytes[at] as number;
  if (byte >= 0x80) {
    const length = sequenceLength(bytes, at, end);
    return length === 0 ? ~at : at + length;
  }
  if (byte < 0x20) return ~at;
  return byte === BACKSLASH ? skipEscape(bytes, at, end) : at + 1;
}

function skipEscape(bytes: Uint8Array, at: number, end: number): number {
  if (at + 1 >= end) return ~end;
  const byte = bytes[at + 1] as number;
  if (byte !== 0x75) return SIMPLE_ESCAPES.includes(byte) ? at + 2 : ~(at + 1);
  for (let p = at + 2; p < at + 6; p++) {
    if (p >= end) return ~end;
    if (!isHex(bytes[p] as number)) return ~p;
  }
  return at + 6;
}

/** `"` `\` `/` `b` `f` `n` `r` `t` */
const SIMPLE_ESCAPES: readonly number[] = [0x22, 0x5c, 0x2f, 0x62, 0x66, 0x6e, 0x72, 0x74];

function skipDigits(bytes: Uint8Array, at: number, end: number): number {
  let p = at;
  while (p < end && isDigit(bytes[p])) p++;
  return p === at ? ~p : p;
}

/** Past a number. */
export function skipNumber(bytes: Uint8Array, at: number, end: number): number {
  let p = at < end && bytes[at] === MINUS ? at + 1 : at;
  if (p < end && bytes[p] === ZERO) p++;
  else p = skipDigits(bytes, p, end);
  if (p >= 0 && p < end && bytes[p] === 0x2e) p = skipDigits(bytes, p + 1, end);
  if (p >= 0 && p < end && ((bytes[p] as number) | 0x20) === 0x65) {
    const sign = p + 1 < end && (bytes[p + 1] === 0x2b || bytes[p + 1] === MINUS) ? 1 : 0;
    p = skipDigits(bytes, p + 1 + sign, end);
  }
  return p;
}

const TRUE = [0x74, 0x72, 0x75, 0x65];
const FALSE = [0x66, 0x61, 0x6c, 0x73, 0x65];
const NULL = [0x6e, 0x75, 0x6c, 0x6c];

function skipWord(bytes: Uint8Array, at: number, { end, word }: { end: number; word: number[] }) {
  for (let i = 0; i < word.length; i++) {
    if (at + i >= end || bytes[at + i] !== word[i]) return ~(at + i);
  }
  return at + word.length;
}

/** Past a string, number, `true`, `false` or `null`. */
export function skipScalar(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end) return ~at;
  switch (bytes[at]) {
    case QUOTE:
      return skipString(bytes, at, end);
    case 0x74:
      return skipWord(bytes, at, { end, word: TRUE });
    case 0x66:
      return skipWord(bytes, at, { end, word: FALSE });
    case 0x6e:
      return skipWord(bytes, at, { end, word: NULL });
    default:
      return skipNumber(bytes, at, end);
  }
}
