import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseInstant } from '../../lib/core/instant.ts';
import { readInstant, readWrittenTime } from '../../lib/core/written-time.ts';
import { runs } from '../support/property.ts';
import { anInstantText } from '../support/text/json-text.ts';

const TEN = Date.UTC(2026, 2, 1, 10);
const LAST_OF_2016 = Date.UTC(2016, 11, 31, 23, 59, 59);

describe('readInstant', () => {
  test.each([
    ['PostgreSQL', '2026-03-01 10:00:00.123456+00', TEN + 123],
    ['PostgreSQL in India', '2026-03-01 15:30:00+05:30', TEN],
    ['pandas', '2026-03-01 11:00:00+01:00', TEN],
    ['Python', '2026-03-01T10:00:00.000001+00:00', TEN],
    ['Python, strftime', '2026-03-01 05:00:00-0500', TEN],
    ['Java, Instant', '2026-03-01T10:00:00.123456789Z', TEN + 123],
    ['Java, ZonedDateTime', '2026-03-01T11:00+01:00[Europe/Paris]', TEN],
    ['Java, Date', 'Sun Mar 01 10:00:00 UTC 2026', TEN],
    ['Go', '2026-03-01 11:00:00.5 +0100 CET', TEN + 500],
    ['Go, with its own clock', '2026-03-01 10:00:00.123456789 +0000 UTC m=+0.000123', TEN + 123],
    ['Go, RFC 3339', '2026-03-01T10:00:00.1+00:00', TEN + 100],
    ['JavaScript', 'Sun Mar 01 2026 11:00:00 GMT+0100 (Central European Standard Time)', TEN],
    ['HTTP and mails', 'Sun, 01 Mar 2026 10:00:00 GMT', TEN],
    ['mails in Berlin', '1 Mar 2026 11:00:00 +0100', TEN],
    ['BigQuery and Athena', '2026-03-01 10:00:00.123456 UTC', TEN + 123],
    ['Snowflake', '2026-03-01 02:00:00.000 -0800', TEN],
    ['ISO-8601, basic', '20260301T100000Z', TEN],
    ['ISO-8601, with a comma', '2026-03-01T10:00:00,25Z', TEN + 250],
    ['RFC 3339 in small letters', '2026-03-01t10:00:00z', TEN],
    ['RFC 3339, a leap second', '2016-12-31T23:59:60Z', LAST_OF_2016],
    ['a leap second where it is morning', '2017-01-01T05:29:60.5+05:30', LAST_OF_2016 + 500],
    ['the end of a day', '2026-02-28T24:00:00Z', Date.UTC(2026, 2, 1)],
  ])('reads what is written by %s', (_, text, expected) => {
    expect(readInstant(text)).toBe(expected);
  });

  test.each([
    ['a time without a zone', '2026-03-01 10:00:00'],
    ['a date', '2026-03-01'],
    ['a leap second in the middle of a day', '2026-03-01T10:00:60Z'],
    ['a second after a leap second', '2016-12-31T23:59:61Z'],
    ['a time after the end of a day', '2026-03-01T24:00:01Z'],
    ['a day that is not in the calendar', '2026-02-29 10:00:00+00'],
    ['a month that is none', 'Sun, 01 Mai 2026 10:00:00 GMT'],
    ['letters of a zone, which several have', '2026-03-01 10:00:00 CST'],
    ['day first or month first, nobody knows', '03/01/2026 10:00:00 UTC'],
    ['the year 10000', '9999-12-31 23:59:59.999-00:01'],
    ['two ways of writing a date in one', '2026-03/01 10:00:00Z'],
    ['infinity', 'infinity'],
    ['digits', '20260301'],
  ])('refuses %s', (_, text) => {
    expect(readInstant(text)).toBeUndefined();
  });

  test('reads all that is strictly ISO-8601, to the same instant', () => {
    fc.assert(
      fc.property(anInstantText, (quoted) => {
        const text = quoted.slice(1, -1);
        const strict = parseInstant(text);
        fc.pre(strict !== undefined);

        const { local = 0, offset = 0 } = readWrittenTime(text) ?? {};

        expect(local - offset).toBe(strict);
      }),
      runs(1_000),
    );
  });

  test('takes no longer for hostile text', () => {
    for (const text of ['9'.repeat(1e6), ' '.repeat(1e6), '2026-03-01 '.repeat(1e5)]) {
      expect(readInstant(text)).toBeUndefined();
    }
  });
});

describe('readWrittenTime', () => {
  test.each([
    ['2026-03-01 10:00:00.123456', { local: TEN + 123, isLeap: false }],
    ['2026-03-01 10:00:00,123', { local: TEN + 123, isLeap: false }],
    ['2026/03/01 10:00', { local: TEN, isLeap: false }],
    ['2026-03-01', { local: TEN - 36_000_000, isLeap: false }],
    ['2026-03-01 10:00:00 Europe/Berlin', { local: TEN, isLeap: false, zone: 'Europe/Berlin' }],
  ])('says what a clock without an offset showed: %s', (text, expected) => {
    expect(readWrittenTime(text)).toEqual(expected);
  });
});
