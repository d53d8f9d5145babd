import { decodeUtf8, findInvalidUtf8 } from '../json/utf8.ts';
import { append } from '../many.ts';
import { expressionError } from './faults.ts';
import type { Span } from './tree.ts';

/** Where the inside of a literal stands. */
export interface LiteralPlace {
  /** The whole expression. */
  readonly text: string;
  /** The whole literal. */
  readonly span: Span;
  /** Where its inside begins. */
  readonly from: number;
  /** Whether a backslash is only that. */
  readonly isRaw: boolean;
}

const PLAIN: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  '\\': 92,
  '?': 63,
  '"': 34,
  "'": 39,
  '`': 96,
};

const ESCAPE =
  /\\(?:[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})|([\s\S]))/y;

/** The text of a string literal: escapes are code points. */
export function readText(inner: string, place: LiteralPlace): string {
  if (place.isRaw || !inner.includes('\\')) return inner.replace(/\r\n?/g, '\n');
  let text = '';
  for (const part of partsOf(inner, place)) {
    text += typeof part === 'string' ? part : String.fromCodePoint(part.value);
  }
  return text;
}

/** The bytes of a bytes literal: `\x` and octal escapes are bytes, all else is UTF-8. */
export function readBytes(inner: string, place: LiteralPlace): Uint8Array {
  const bytes: number[] = [];
  const parts = place.isRaw ? [inner] : partsOf(inner, place);
  for (const part of parts) {
    if (typeof part === 'string') append(bytes, utf8(part));
    else if (part.isUnicode) throw escapeError(place, part, 'bytes have no code points');
    else bytes.push(part.value);
  }
  return Uint8Array.from(bytes);
}

interface Escape {
  readonly value: number;
  readonly isUnicode: boolean;
  readonly at: number;
  readonly written: string;
}

function* partsOf(inner: string, place: LiteralPlace): Generator<string | Escape> {
  let at = 0;
  while (at < inner.length) {
    const next = inner.indexOf('\\', at);
    if (next < 0) {
      yield inner.slice(at);
      return;
    }
    if (next > at) yield inner.slice(at, next);
    ESCAPE.lastIndex = next;
    const [written = '\\', byte, short, long, octal, letter = ''] = ESCAPE.exec(inner) ?? [];
    const isUnicode = short !== undefined || long !== undefined;
    const hex = byte ?? short ?? long;
    const value =
      hex !== undefined
        ? Number.parseInt(hex, 16)
        : octal !== undefined
          ? Number.parseInt(octal, 8)
          : PLAIN[letter];
    const found = { value: value ?? -1, isUnicode, at: next, written };
    if (value === undefined) throw escapeError(place, found, 'there is no such escape');
    if (isUnicode && (value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))) {
      throw escapeError(place, found, 'there is no such code point');
    }
    yield found;
    at = next + written.length;
  }
}

function escapeError(
  { text, from }: LiteralPlace,
  { at, written }: Escape,
  problem: string,
): Error {
  const span = { start: from + at, end: from + at + written.length };
  return expressionError(
    'EXPRESSION_SYNTAX',
    { text, span },
    {
      problem,
      given: written,
      expected: '\\n \\t \\r \\\\ \\" \\\' \\xHH \\uHHHH \\UHHHHHHHH or three octal digits',
      fix: 'write "\\\\" for a backslash, or put r before the quotes',
    },
  );
}

/** UTF-8 of a text; halves of a surrogate pair become U+FFFD. */
export function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    const code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) {
      bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    } else {
      bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63));
      bytes.push(0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    }
  }
  return bytes;
}

/** The text of UTF-8; `undefined` if the bytes are not that. */
export const readUtf8 = (bytes: Uint8Array): string | undefined =>
  findInvalidUtf8(bytes, 0, bytes.length) < 0 ? decodeUtf8(bytes, 0, bytes.length) : undefined;
