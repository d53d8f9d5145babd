import { describe, expect, test } from '@jest/globals';
import { decodeSextets, encodeSextets } from '../../../lib/core/sketches/sextets.ts';

describe('sextets', () => {
  test('are one character each, and come back', () => {
    const numbers = Uint8Array.from({ length: 64 }, (_, i) => i);

    const text = encodeSextets(numbers);

    expect(text).toBe('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');
    expect(decodeSextets(text)).toEqual(numbers);
  });

  test.each([0, 1, 4_095, 4_096, 4_097, 16_384])('of a length of %i come back', (length) => {
    const numbers = Uint8Array.from({ length }, (_, i) => (i * 31) % 64);

    expect(decodeSextets(encodeSextets(numbers))).toEqual(numbers);
  });
});
