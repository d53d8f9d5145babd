import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { calendarAssigner } from '../../lib/core/windows/calendar/calendar-windows.ts';
import { zoneOffset } from '../../lib/core/windows/calendar/zone.ts';
import { sliding } from '../../lib/core/windows/window.ts';
import { alignedAssigner } from '../../lib/core/windows/window-assigner.ts';
import { defaultFrom, MAX_WINDOWS, windowStartsIn } from '../../lib/serving/window-range.ts';
import { runs } from '../support/property.ts';

const small = fc.integer({ min: -60, max: 60 });

describe('windowStartsIn', () => {
  test('gives the starts within the range, as trying every millisecond does', () => {
    const shape = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), small);
    fc.assert(
      fc.property(shape, small, small, ([slide, more, offset], from, to) => {
        const windows = alignedAssigner(sliding(slide + more, slide, { offset }));

        const starts = windowStartsIn(windows, { from, to });

        const tried = Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
        expect(starts).toEqual(tried.filter((at) => (at - offset) % slide === 0));
      }),
      runs(),
    );
  });

  test('gives the days of a time zone, also where the clocks change', () => {
    const days = calendarAssigner('day', zoneOffset('Europe/Berlin'));
    const range = { from: Date.UTC(2026, 2, 28), to: Date.UTC(2026, 2, 31) };

    const hours = windowStartsIn(days, range)?.map((start) => new Date(start).toISOString());

    expect(hours).toEqual([
      '2026-03-28T23:00:00.000Z',
      '2026-03-29T22:00:00.000Z',
      '2026-03-30T22:00:00.000Z',
    ]);
  });

  test('gives none for a range that is empty, and refuses one that is endless or too long', () => {
    const windows = alignedAssigner(sliding(1, 1));
    const within = (from: number, to: number) => windowStartsIn(windows, { from, to });

    expect(within(5, 5)).toEqual([]);
    expect(within(6, 5)).toEqual([]);
    expect(within(0, MAX_WINDOWS)).toHaveLength(MAX_WINDOWS);
    expect(within(0, MAX_WINDOWS + 1)).toBeUndefined();
    expect(within(Number.NEGATIVE_INFINITY, 0)).toBeUndefined();
    expect(within(0, Number.POSITIVE_INFINITY)).toBeUndefined();
  });
});

describe('defaultFrom', () => {
  test('is the start of the 24th of the last windows', () => {
    const hours = alignedAssigner(sliding(60, 60));

    expect(defaultFrom(hours, 24 * 60)).toBe(60);
    expect(defaultFrom(hours, 24 * 60 - 1)).toBe(0);
  });
});
