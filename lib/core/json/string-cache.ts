import type { Utf8Decoder } from './utf8.ts';

/** Longest string that is remembered. Units: bytes between the quotes. */
export const MAX_CACHED_BYTES = 32;

/** Strings that are remembered at a time; at 32 bytes each the table is 128 KiB. */
export const CACHE_SLOTS = 4_096;

/** Longest string that is made by one call with a character per argument. Units: bytes. */
export const MAX_SHORT_BYTES = 24;

/** Text of a string in JSON; `from` and `to` are inside of its quotes, `hash` is of its bytes. */
export type ReadString = (from: number, to: number, hash: number) => string;

/** The strings of a buffer, some of them remembered from before. */
export interface StringCache {
  /** The bytes that are read from now on, and a view on all of them. */
  attach(bytes: Uint8Array, view: DataView): void;
  /** For strings of printable ASCII without escapes. */
  readonly plain: ReadString;
  /** For any other valid string. */
  readonly escaped: ReadString;
  /** For ASCII that is not worth remembering, such as numbers. */
  readonly ascii: (from: number, to: number) => string;
  /** For any bytes of UTF-8. */
  readonly utf8: (from: number, to: number) => string;
}

/**
 * Remembers recent strings by their bytes, so that keys and categories which come again cost no
 * allocation and are the same object, which also makes them fast keys of a `Map`.
 *
 * One slot per hash: a newcomer replaces. A hit compares all bytes, so a hash that collides, by
 * chance or by design, costs time and never gives a wrong string. Bounded by {@link CACHE_SLOTS}.
 */
export function stringCache(decodeUtf8: Utf8Decoder): StringCache {
  const texts: string[] = new Array(CACHE_SLOTS).fill('');
  const lengths = new Uint8Array(CACHE_SLOTS);
  const memory = new DataView(new ArrayBuffer(CACHE_SLOTS * MAX_CACHED_BYTES));
  let bytes = new Uint8Array(0);
  let view = memory;

  const isAt = (slot: number, from: number, length: number): boolean => {
    if (lengths[slot] !== length) return false;
    const shift = slot * MAX_CACHED_BYTES - from;
    const to = from + length;
    let p = from;
    for (; p + 4 <= to; p += 4) {
      if (memory.getInt32(p + shift, true) !== view.getInt32(p, true)) return false;
    }
    for (; p < to; p++) if (memory.getUint8(p + shift) !== bytes[p]) return false;
    return true;
  };

  const remembering =
    (decode: (from: number, to: number) => string): ReadString =>
    (from, to, hash) => {
      const length = to - from;
      if (length > MAX_CACHED_BYTES) return decode(from, to);
      const slot = (hash ^ (hash >>> 16)) & (CACHE_SLOTS - 1);
      if (isAt(slot, from, length)) return texts[slot] as string;
      const text = decode(from, to);
      const shift = slot * MAX_CACHED_BYTES - from;
      for (let p = from; p < to; p++) memory.setUint8(p + shift, bytes[p] as number);
      lengths[slot] = length;
      texts[slot] = text;
      return text;
    };

  const short = shortAscii();
  const ascii = (from: number, to: number): string =>
    to - from <= MAX_SHORT_BYTES ? short(bytes, from, to - from) : decodeUtf8(bytes, from, to);

  return {
    attach: (newBytes, newView) => {
      bytes = newBytes as Uint8Array<ArrayBuffer>;
      view = newView as DataView<ArrayBuffer>;
    },
    plain: remembering(ascii),
    escaped: remembering((from, to) => {
      const text = decodeUtf8(bytes, from, to);
      return text.includes('\\') ? (JSON.parse(`"${text}"`) as string) : text;
    }),
    ascii,
    utf8: (from, to) => decodeUtf8(bytes, from, to),
  };
}

/**
 * Text of up to {@link MAX_SHORT_BYTES} bytes of ASCII: a case per length, which calls
 * `String.fromCharCode` with that many arguments. Generated, as it is twice as fast as a call to
 * the platform's decoder, and faster than adding characters one by one.
 */
function shortAscii(): (bytes: Uint8Array, from: number, length: number) => string {
  let cases = '';
  for (let length = 1; length <= MAX_SHORT_BYTES; length++) {
    const codes = Array.from({ length }, (_, i) => `b[p+${i}]`);
    cases += `case ${length}:return f(${codes.join()});`;
  }
  const source = `return function(b,p,n){switch(n){${cases}default:return ''}}`;
  return new Function('f', source)(String.fromCharCode);
}
