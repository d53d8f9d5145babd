import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  lastWindowStart,
  sliding,
  tumbling,
  windowStarts,
} from '../../../lib/core/windows/window.ts';
import { runs } from '../../support/property.ts';

const anInstant = fc.oneof(
  fc.integer({ min: -1e13, max: 1e13 }),
  fc.integer({ min: -50, max: 50 }).chain((n) => fc.constantFrom(n * 10 - 1, n * 10, n * 10 + 1)),
);
const anAlignment = fc.record({
  slide: fc.integer({ min: 1, max: 40 }),
  more: fc.integer({ min: 0, max: 120 }),
  offset: fc.integer({ min: -100, max: 100 }),
});

describe('aligned windows', () => {
  test('L1: every instant is in the windows that hold it, and in no other', () => {
    fc.assert(
      fc.property(anInstant, anAlignment, (at, { slide, more, offset }) => {
        const size = slide + more;
        const starts = windowStarts(sliding(size, slide, { offset }), at);

        const expected: number[] = [];
        for (let start = at - size + 1; start <= at; start++) {
          const n = BigInt(start - offset);
          if (n % BigInt(slide) === 0n) expected.push(start);
        }
        expect(starts).toEqual(expected);
        expect(starts.length).toBeGreaterThan(0);
      }),
      runs(),
    );
  });

  test('L1: every instant is in exactly one tumbling window', () => {
    fc.assert(
      fc.property(anInstant, fc.integer({ min: 1, max: 10_000 }), (at, size) => {
        const windows = tumbling(size);

        const [start = Number.NaN, ...others] = windowStarts(windows, at);

        expect(others).toEqual([]);
        expect(start <= at && at < start + size).toBe(true);
        expect(lastWindowStart(windows, at)).toBe(start);
      }),
      runs(),
    );
  });

  test('begin at the Unix epoch and at their offset, before 1970 too', () => {
    expect(windowStarts(tumbling('1h'), -1)).toEqual([-3_600_000]);
    expect(windowStarts(tumbling('5s', { offset: 100 }), 99)).toEqual([-4_900]);
    expect(Object.is(lastWindowStart(tumbling('1h'), 0), 0)).toBe(true);
  });

  test('refuse a slide over the size, with the alternative', () => {
    expect(() => sliding('1m', '90s')).toThrow(
      'sliding: some events would fall in no window; got slide 90000 ms with size 60000 ms, expected 1 ms ≤ slide ≤ size; for windows that touch without overlap, use tumbling(size) [WINDOW_SLIDE_OUT_OF_RANGE]',
    );
  });

  test('refuse a size of nothing and one that puts an event in too many windows', () => {
    expect(() => tumbling(0)).toThrow('[WINDOW_INVALID]');
    expect(() => sliding('1d', '1s')).toThrow('got 86400 windows, expected at most 10000');
  });
});
