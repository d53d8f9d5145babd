import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  estimateCount,
  mergeRegisters,
  noteHash,
} from '../../../lib/core/sketches/hyper-log-log.ts';
import { runs } from '../../support/property.ts';

/** Hashes as a perfect hash function would give them. */
function* randomHashes(seed: number): Generator<number, never> {
  let state = BigInt(seed) << 40n; // far apart, so that no two overlap
  for (;;) {
    state = (state + 0x9e3779b97f4a7c15n) & 0xffff_ffff_ffff_ffffn; // SplitMix64
    let mixed = ((state ^ (state >> 30n)) * 0xbf58476d1ce4e5b9n) & 0xffff_ffff_ffff_ffffn;
    mixed = ((mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn) & 0xffff_ffff_ffff_ffffn;
    yield Number((mixed ^ (mixed >> 31n)) >> 12n);
  }
}

const aHash = fc
  .oneof(
    fc.bigInt({ min: 0n, max: 2n ** 52n - 1n }).map(Number),
    fc.tuple(fc.nat(15), fc.nat(51)).map(([index, bit]) => index * 2 ** 48 + 2 ** bit),
    fc.nat(15).map((index) => index * 2 ** 48),
  )
  .map((hash) => hash % 2 ** 52);

/** The registers that these hashes leave. */
function noted(hashes: Iterable<number>, precision: number): Uint8Array {
  const registers = new Uint8Array(2 ** precision);
  for (const hash of hashes) noteHash(registers, precision, hash);
  return registers;
}

describe('HyperLogLog', () => {
  test('keeps per register the most zeros, plus one, that followed its number', () => {
    fc.assert(
      fc.property(fc.array(aHash), fc.integer({ min: 4, max: 14 }), (hashes, precision) => {
        const registers = noted(hashes, precision);

        const expected = new Array<number>(2 ** precision).fill(0);
        for (const hash of hashes) {
          const bits = hash.toString(2).padStart(52, '0');
          const index = Number.parseInt(bits.slice(0, precision), 2);
          const rank = `${bits.slice(precision)}1`.indexOf('1') + 1;
          expected[index] = Math.max(expected[index] ?? 0, rank);
        }
        expect([...registers]).toEqual(expected);
      }),
      runs(),
    );
  });

  test('L2: gives for merged registers what it gives for both sets together', () => {
    fc.assert(
      fc.property(fc.array(aHash), fc.array(aHash), (some, more) => {
        const merged = noted(some, 6);
        mergeRegisters(merged, noted(more, 6));

        expect(merged).toEqual(noted([...some, ...more], 6));
      }),
      runs(),
    );
  });

  /** 40 sketches of each size; the mean error of them shows a bias, their spread the error. */
  test.each([10, 100, 1_000, 3_000, 10_000, 50_000])(
    'estimates %i without bias, within the error that it states',
    (size) => {
      const precision = 10;
      const repetitions = 40;
      const errors = Array.from({ length: repetitions }, (_, seed) => {
        const registers = noted(randomHashes(seed + 1).take(size), precision);
        return estimateCount(registers, precision) / size - 1;
      });
      const mean = errors.reduce((sum, error) => sum + error, 0) / repetitions;
      const deviation = Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / repetitions);

      const stated = 1.04 / Math.sqrt(2 ** precision);
      expect(Math.abs(mean)).toBeLessThan((4 * stated) / Math.sqrt(repetitions));
      expect(deviation).toBeLessThan(stated * 1.45); // 4 deviations of an estimate from 40
    },
  );

  test('estimates nothing as 0, and does not fail when every register is full', () => {
    expect(estimateCount(new Uint8Array(16), 4)).toBe(0);
    expect(estimateCount(new Uint8Array(16).fill(49), 4)).toBe(Number.POSITIVE_INFINITY);
  });
});
