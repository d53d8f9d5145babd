import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatInstant, isEventTime, parseInstant } from '../../lib/core/instant.ts';
import { instantAt } from '../../lib/core/json/instant-bytes.ts';
import { EARLIEST_EVENT_TIME, LATEST_EVENT_TIME } from '../../lib/core/time.ts';
import { runs } from '../support/property.ts';
import { anInstantText } from '../support/text/json-text.ts';

const MINUTE = 60_000;

const anInstant = fc.oneof(
  fc.integer({ min: EARLIEST_EVENT_TIME, max: LATEST_EVENT_TIME }),
  fc.constantFrom(EARLIEST_EVENT_TIME, LATEST_EVENT_TIME, -1, 0, 1, -62_167_219_200_000 + 1e12),
  fc
    .tuple(
      fc.integer({ min: 1, max: 9_999 }),
      fc.constantFrom(1, 2, 11, 12),
      fc.integer({ min: -1, max: 1 }),
    )
    .map(([year, month, ms]) => new Date(0).setUTCFullYear(year, month, 1) + ms)
    .filter(isEventTime),
);

/** As the bytes of a string in JSON. */
const read = (text: string): number => {
  const bytes = new TextEncoder().encode(`"${text}"`);
  return instantAt(bytes, 1, bytes.length - 1);
};

describe('instants as text', () => {
  test('are written as Date writes them', () => {
    fc.assert(
      fc.property(anInstant, (at) => {
        expect(formatInstant(at)).toBe(new Date(at).toISOString());
      }),
      runs(1_000),
    );
  });

  test('have a year of six digits where a window ends after the last instant', () => {
    for (const end of [LATEST_EVENT_TIME + 1, LATEST_EVENT_TIME + 366 * 86_400_000]) {
      expect(formatInstant(end)).toBe(new Date(end).toISOString());
    }
  });

  test('are read as Date reads them, in any zone and precision', () => {
    fc.assert(
      fc.property(
        anInstant,
        fc.integer({ min: -1_439, max: 1_439 }),
        fc.constantFrom('', '4', '999999'),
        (at, offset, finer) => {
          const local = at + offset * MINUTE;
          fc.pre(isEventTime(local));
          const sign = offset < 0 ? '-' : '+';
          const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60];
          const zone = `${sign}${`${hours}`.padStart(2, '0')}:${`${minutes}`.padStart(2, '0')}`;

          const text = `${new Date(local).toISOString().slice(0, -1)}${finer}${zone}`;

          expect(parseInstant(text)).toBe(at);
          expect(read(text)).toBe(at);
        },
      ),
      runs(1_000),
    );
  });

  test('are read from bytes as from text, or refused alike', () => {
    const anything = fc.oneof(
      anInstantText.map((text) => text.slice(1, -1)),
      fc
        .tuple(anInstantText, fc.nat(30), fc.constantFrom('', '0', '9', ':', '-', 'T', 'é', '/'))
        .map(([text, at, char]) => `${text.slice(1, at + 1)}${char}${text.slice(at + 2, -1)}`),
      fc.string({ maxLength: 36 }),
    );

    fc.assert(
      fc.property(anything, (text) => {
        const bytes = read(text);

        expect(Number.isNaN(bytes) ? undefined : bytes).toBe(parseInstant(text));
      }),
      runs(5_000),
    );
  });

  test('sort as they follow each other', () => {
    fc.assert(
      fc.property(anInstant, anInstant, (a, b) => {
        expect(formatInstant(a) < formatInstant(b)).toBe(a < b);
      }),
      runs(),
    );
  });

  test.each(['2023-02-29', '1900-02-29', '2024-04-31', '2024-00-01', '2024-13-01', '2024-01-00'])(
    'refuse %s, a day that is not in the calendar, though Date may take it',
    (day) => {
      expect(parseInstant(`${day}T00:00:00Z`)).toBeUndefined();
      expect(read(`${day}T00:00:00Z`)).toBeNaN();
    },
  );

  test.each([
    ['2024-02-29T00:00Z', Date.UTC(2024, 1, 29)],
    ['2000-02-29T23:59:59.999999999Z', Date.UTC(2000, 1, 29, 23, 59, 59, 999)],
    ['0001-01-01T00:00:00Z', EARLIEST_EVENT_TIME],
    ['9999-12-31T23:59:59.999Z', LATEST_EVENT_TIME],
    ['0000-12-31T23:30:00-01:00', EARLIEST_EVENT_TIME + 30 * MINUTE],
    ['0001-01-01T00:00:00+00:01', undefined],
    ['9999-12-31T23:59:59.999-00:01', undefined],
    ['2024-01-01T24:00:00Z', undefined],
    ['2024-01-01T00:00:60Z', undefined],
    ['2024-01-01T00:00:00', undefined],
    ['2024-01-01', undefined],
    ['2024-01-01 00:00:00Z', undefined],
    ['2024-01-01T00:00:00.Z', undefined],
    ['2024-01-01T00:00:00.1234567890Z', undefined],
  ])('reads %s as %p', (text, expected) => {
    expect(parseInstant(text)).toBe(expected);
    expect(read(text)).toBe(expected ?? Number.NaN);
  });
});
