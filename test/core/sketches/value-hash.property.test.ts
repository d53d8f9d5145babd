import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hashValue } from '../../../lib/core/sketches/value-hash.ts';
import { aDouble } from '../../support/operators/numbers.ts';
import { runs } from '../../support/property.ts';

const bitsOf = (hash: number): string => hash.toString(2).padStart(52, '0');

/** How many bits of two hashes differ. */
const distance = (a: number, b: number): number => {
  const [x, y] = [bitsOf(a), bitsOf(b)];
  return [...x].filter((bit, i) => bit !== y[i]).length;
};

/** Values as streams have them: close to each other, and of one form. */
const families: readonly { of: string; value: (i: number) => string | number | bigint }[] = [
  { of: 'numbers in a row', value: (i) => i },
  { of: 'negative numbers in a row', value: (i) => -i },
  { of: 'timestamps', value: (i) => 1_700_000_000_000 + i * 1_000 },
  { of: 'prices', value: (i) => i / 100 },
  { of: 'multiples of 2³²', value: (i) => i * 2 ** 32 },
  { of: 'powers and products', value: (i) => (i + 1) ** 3 },
  { of: 'names with a number', value: (i) => `customer-${i}` },
  { of: 'numbers as text', value: (i) => String(i) },
  { of: 'hexadecimal ids', value: (i) => (i * 2_654_435_761).toString(16).padStart(16, '0') },
  { of: 'long texts with one end', value: (i) => `${i}${'x'.repeat(40)}` },
  { of: 'bigints', value: (i) => 10n ** 30n + BigInt(i) },
];

describe.each(families)('the hash of $of', ({ value }) => {
  const hashes = Array.from({ length: 20_000 }, (_, i) => hashValue(value(i)));

  test('differs for different values', () => {
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  test('fills 1,024 buckets evenly, by its first bits and by its last', () => {
    const spread = (bucketOf: (hash: number) => number): number => {
      const counts = new Array<number>(1024).fill(0);
      for (const hash of hashes) counts[bucketOf(hash)] = (counts[bucketOf(hash)] ?? 0) + 1;
      const mean = hashes.length / 1024;
      return counts.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0);
    };

    // χ² with 1,023 degrees of freedom is beyond 1,023 ± 6·√2,046 once in 10⁸ times.
    for (const chiSquared of [spread((h) => Math.floor(h / 2 ** 42)), spread((h) => h % 1024)]) {
      expect(Math.abs(chiSquared - 1023)).toBeLessThan(6 * Math.sqrt(2046));
    }
  });

  test('changes half of its bits from one value to the next', () => {
    const distances = hashes.slice(1).map((hash, i) => distance(hash, hashes[i] ?? 0));
    const mean = distances.reduce((sum, d) => sum + d, 0) / distances.length;

    expect(Math.abs(mean - 26)).toBeLessThan(6 * Math.sqrt(13 / distances.length));
  });
});

describe('the hash of a value', () => {
  test('is a safe integer of at most 52 bits', () => {
    fc.assert(
      fc.property(fc.oneof(aDouble, fc.string({ unit: 'binary' }), fc.boolean()), (value) => {
        const hash = hashValue(value);

        expect(Number.isSafeInteger(hash) && hash >= 0 && hash < 2 ** 52).toBe(true);
      }),
      runs(),
    );
  });

  test('is the same for −0 and 0', () => {
    expect(hashValue(-0)).toBe(hashValue(0));
  });

  test('tells texts apart that differ in length or by characters of code 0 only', () => {
    const texts = ['', '\0', '\0\0', '\0\0\0', 'a', 'a\0', 'a\0\0', 'aa', 'aaa'];

    expect(new Set(texts.map(hashValue)).size).toBe(texts.length);
  });
});
