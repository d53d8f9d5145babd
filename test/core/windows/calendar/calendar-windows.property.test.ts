import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { calendarAssigner } from '../../../../lib/core/windows/calendar/calendar-windows.ts';
import { CALENDAR_UNITS } from '../../../../lib/core/windows/calendar/civil.ts';
import { zoneOffset } from '../../../../lib/core/windows/calendar/zone.ts';
import { calendarWindow } from '../../../support/oracle/calendar.ts';
import { runs } from '../../../support/property.ts';

/** Zones with whole, half and quarter hours, with changes at midnight, and one that skipped a day. */
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Sao_Paulo',
  'America/Havana',
  'Asia/Beirut',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Africa/Casablanca',
  'America/Asuncion',
] as const;

const aZone = fc.constantFrom(...ZONES);
const aUnit = fc.constantFrom(...CALENDAR_UNITS);

const HOUR = 3_600_000;

/** Around the changes of clocks of some years, and on both sides of 1970. */
const anInstant = fc.oneof(
  fc.integer({ min: Date.UTC(1969, 0), max: Date.UTC(2030, 0) }),
  fc
    .tuple(
      fc.constantFrom(
        Date.UTC(2011, 11, 30, 10),
        Date.UTC(2018, 10, 4, 3),
        Date.UTC(2018, 1, 18, 2),
        Date.UTC(2024, 2, 31, 1),
        Date.UTC(2024, 2, 30, 22),
        Date.UTC(2024, 9, 27, 1),
        Date.UTC(2024, 10, 3, 5),
        Date.UTC(1970, 0, 1),
      ),
      fc.integer({ min: -50, max: 50 }),
      fc.constantFrom(0, 0, -1, 1),
    )
    .map(([at, halves, ms]) => at + halves * (HOUR / 2) + ms),
);

describe('calendar windows', () => {
  test('L1: an instant lies in the one window that its clocks show', () => {
    fc.assert(
      fc.property(aZone, aUnit, anInstant, (zone, unit, at) => {
        const windows = calendarAssigner(unit, zoneOffset(zone));

        const start = windows.lastStart(at);
        const end = windows.endOf(start);

        expect([start, end]).toEqual(calendarWindow(unit, zone, at));
      }),
      runs(40),
    );
  });

  test('L1: windows follow each other without gap or overlap', () => {
    fc.assert(
      fc.property(aZone, aUnit, anInstant, (zone, unit, at) => {
        const windows = calendarAssigner(unit, zoneOffset(zone));
        const start = windows.lastStart(at);

        const before = windows.previousStart(start);
        const after = windows.endOf(start);

        expect(windows.endOf(before)).toBe(start);
        expect(windows.lastStart(start - 1)).toBe(before);
        expect(windows.lastStart(after)).toBe(after);
      }),
      runs(),
    );
  });
});
