import { describe, expect, test } from '@jest/globals';
import {
  calendarAssigner,
  startOfDay,
} from '../../../../lib/core/windows/calendar/calendar-windows.ts';
import type { ZoneOffset } from '../../../../lib/core/windows/calendar/zone.ts';
import { zoneOffset } from '../../../../lib/core/windows/calendar/zone.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;

/** Clocks that are set once, at an instant, from one offset to another. */
const setAt =
  (at: number, before: number, after: number): ZoneOffset =>
  (instant) =>
    instant < at ? before : after;

describe('a day', () => {
  test('begins at its midnight where clocks show one', () => {
    expect(startOfDay(10, () => 2 * HOUR)).toBe(10 * DAY - 2 * HOUR);
  });

  test('begins when clocks skip its midnight', () => {
    const skips = setAt(10 * DAY, 0, HOUR);

    expect(startOfDay(10, skips)).toBe(10 * DAY);
  });

  test('begins with the first of two midnights', () => {
    const repeats = setAt(10 * DAY + HOUR, 0, -HOUR);

    expect(startOfDay(10, repeats)).toBe(10 * DAY);
  });

  test('goes on when clocks show the end of the day before once more', () => {
    const back = setAt(10 * DAY + 60_000, 0, -HOUR);
    const days = calendarAssigner('day', back);

    const again = 10 * DAY + 30 * 60_000; // 23:30 for the second time

    expect(days.lastStart(again)).toBe(10 * DAY);
  });
});

describe('the clocks of a zone', () => {
  test('are those of the year: Berlin had its own time before 1893', () => {
    const berlin = zoneOffset('Europe/Berlin');

    expect(berlin(Date.UTC(1890, 0, 1))).toBe(53 * 60_000 + 28_000);
    expect(berlin(Date.UTC(2024, 6, 1))).toBe(2 * HOUR);
  });

  test('show years before the first too', () => {
    expect(zoneOffset('America/New_York')(-62_135_596_800_000)).toBeLessThan(0);
  });

  test('must be those of a zone that there is', () => {
    expect(() => zoneOffset('CEST')).toThrow('TIME_ZONE_UNKNOWN');
  });
});
