import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BEGINNING_OF_TIME } from '../../lib/core/time.ts';
import { isTooLate, watermarkAfter } from '../../lib/core/watermark.ts';
import { runs } from '../support/property.ts';

const policy = { maxOutOfOrderness: 30, maxClockSkew: 0 };

describe('the watermark', () => {
  test('L10: never goes back, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer(), fc.integer())),
        fc.nat(50),
        (records, maxClockSkew) => {
          let watermark = BEGINNING_OF_TIME;
          for (const [time, arrival] of records) {
            const next = watermarkAfter(watermark, time, arrival, { ...policy, maxClockSkew });

            expect(next).toBeGreaterThanOrEqual(watermark);
            watermark = next;
          }
        },
      ),
      runs(),
    );
  });

  test('trails the newest event by the out-of-orderness', () => {
    expect(watermarkAfter(BEGINNING_OF_TIME, 1_000, 1_000, policy)).toBe(970);
  });

  test('believes no event time beyond its arrival, but for what its author trusts clocks', () => {
    expect(watermarkAfter(0, 1_001, 1_000, policy)).toBe(970);
    expect(watermarkAfter(0, 9_999_999, 1_000, policy)).toBe(970);
    expect(watermarkAfter(0, 9_999_999, 1_000, { ...policy, maxClockSkew: 100 })).toBe(1_070);
  });

  test('makes an event late when it has reached the end and the allowed lateness, not before', () => {
    expect(isTooLate(1_000, 500, 1_499)).toBe(false);
    expect(isTooLate(1_000, 500, 1_500)).toBe(true);
  });
});
