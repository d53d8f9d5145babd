import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as platform from '../../../lib/adapters/node/utf8.ts';
import { decodeUtf8, findInvalidUtf8 } from '../../../lib/core/json/utf8.ts';
import { runs } from '../../support/property.ts';

const encoder = new TextEncoder();

/** Bytes where sequences begin, go on, end too early, or are forbidden. */
const someBytes = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 3 }).map((text) => [...encoder.encode(text)]),
      fc.array(
        fc.constantFrom(
          ...[0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xed],
          ...[0xef, 0xf0, 0xf4, 0xf5, 0xff],
        ),
        { maxLength: 4 },
      ),
    ),
    { maxLength: 4 },
  )
  .map((parts) => Uint8Array.from(parts.flat()));

const isValid = (bytes: Uint8Array): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
};

describe('UTF-8', () => {
  test('is invalid exactly where TextDecoder finds it so, from the first wrong byte on', () => {
    fc.assert(
      fc.property(someBytes, (bytes) => {
        const at = findInvalidUtf8(bytes, 0, bytes.length);

        expect(at === -1).toBe(isValid(bytes));
        if (at >= 0) expect(isValid(bytes.subarray(0, at))).toBe(true);
      }),
      runs(5_000),
    );
  });

  test('is decoded as TextDecoder does, by either decoder, without losing a mark at the start', () => {
    const text = fc.string({ unit: 'binary' }).map((one) => `\ufeff${one}`);

    fc.assert(
      fc.property(text, fc.nat(3), (one, shift) => {
        const bytes = Uint8Array.from([...new Array(shift).fill(0x41), ...encoder.encode(one)]);

        expect(decodeUtf8(bytes, shift, bytes.length)).toBe(one);
        expect(platform.decodeUtf8(bytes, shift, bytes.length)).toBe(one);
      }),
      runs(),
    );
  });

  test('every code point survives, and no surrogate gets in', () => {
    for (let point = 0; point <= 0x10ffff; point += point < 0x3000 ? 1 : 97) {
      if (point >= 0xd800 && point < 0xe000) continue;
      const bytes = encoder.encode(String.fromCodePoint(point));

      expect(findInvalidUtf8(bytes, 0, bytes.length)).toBe(-1);
      expect(decodeUtf8(bytes, 0, bytes.length).codePointAt(0)).toBe(point);
    }
    expect(findInvalidUtf8(Uint8Array.from([0xed, 0xa0, 0x80]), 0, 3)).toBe(0);
  });
});
