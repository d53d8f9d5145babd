import { describe, expect, test } from '@jest/globals';
import {
  MAX_CACHED_BYTES,
  type StringCache,
  stringCache,
} from '../../../lib/core/json/string-cache.ts';
import { decodeUtf8 } from '../../../lib/core/json/utf8.ts';

/** Reads a text, as if it stood in JSON, under a hash that need not be its own. */
function read(cache: StringCache, text: string, hash: number, how: 'plain' | 'escaped' = 'plain') {
  const bytes = new TextEncoder().encode(`"${text}"`);
  cache.attach(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  return cache[how](1, bytes.length - 1, hash);
}

describe('stringCache', () => {
  test('tells strings apart by all of their bytes when their hashes are equal', () => {
    const cache = stringCache(decodeUtf8);
    const texts = ['', 'a', 'b', 'abcd', 'abce', 'xbcd', 'abcde', 'abcdf', 'abcdefgh', 'abcdefgx'];

    for (const text of [...texts, ...texts.toReversed(), ...texts]) {
      expect(read(cache, text, 7)).toBe(text);
      expect(read(cache, text, 7)).toBe(text);
    }
  });

  test('reads strings of any length', () => {
    const cache = stringCache(decodeUtf8);

    for (let length = 0; length <= 2 * MAX_CACHED_BYTES; length++) {
      const text = 'abcdefghij'.repeat(10).slice(0, length);
      expect([read(cache, text, length), read(cache, text, length)]).toEqual([text, text]);
    }
  });

  test('tells an escape from the character that it stands for', () => {
    const cache = stringCache(decodeUtf8);

    expect(read(cache, '\\u0041', 1, 'escaped')).toBe('A');
    expect(read(cache, 'A', 1)).toBe('A');
    expect(read(cache, '\\u0041', 1, 'escaped')).toBe('A');
    expect(read(cache, 'ä', 1, 'escaped')).toBe('ä');
  });

  test('decodes a string once while it is remembered', () => {
    let decoded = 0;
    const cache = stringCache((bytes, start, end) => {
      decoded++;
      return decodeUtf8(bytes, start, end);
    });

    for (let i = 0; i < 10; i++) read(cache, 'Österreich', 42, 'escaped');
    read(cache, 'Malmö', 43, 'escaped');
    read(cache, 'Österreich', 42, 'escaped');

    expect(decoded).toBe(2);
  });
});
