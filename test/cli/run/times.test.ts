import { describe, expect, test } from '@jest/globals';
import { filesIn } from '../../support/cli/run-files.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const { runOn } = filesIn(temporaryFolder());

/** The same event in CSV and in NDJSON; a number is one in JSON too. */
function both(time: string | number) {
  const cell = /[",]/.test(`${time}`) ? `"${time}"` : time;
  return [
    { name: 'in.csv', content: `k,at,v\na,${cell},1\n` },
    { name: 'in.ndjson', content: `${JSON.stringify({ k: 'a', at: time, v: 1 })}\n` },
  ];
}

async function windowsOf(time: string | number, ...options: string[]) {
  const starts: unknown[] = [];
  for (const file of both(time)) {
    const { rows, err } = await runOn('plain', file, ...options);
    starts.push(rows[0]?.['windowStart'] ?? err);
  }
  return starts;
}

const utc = (hour: string) => {
  const start = `2026-03-01T${hour}:00:00.000Z`;
  return [start, start];
};

describe('run on times', () => {
  test.each<[string, string | number, string, ...string[]]>([
    ['of Postgres, with their zone', '2026-03-01 11:00:00.123456+01', '10'],
    ['of Postgres, without', '2026-03-01 10:00:00.123456', '10', '--utc'],
    ['of pandas', '2026-03-01 10:00:00', '10', '--utc'],
    ['of Python, without', '2026-03-01T10:00:00.12345', '10', '--time-zone', 'UTC'],
    ['in Berlin', '2026-03-01 10:00:00', '09', '--time-zone', 'Europe/Berlin'],
    ['in New York', '2026-03-01T05:00', '10', '--time-zone', 'America/New_York'],
    ['that are days', '2026-03-01', '00', '--utc'],
    [
      'with their zone, whatever the option says',
      '2026-03-01T10:00:00Z',
      '10',
      '--time-zone',
      'Asia/Tokyo',
    ],
    ['with the name of a zone', '2026-03-01 11:00:00.000 Europe/Berlin', '10', '--utc'],
    ['in milliseconds, though a zone is said', 1772359200000, '10', '--utc'],
    ['in seconds', 1772359200, '10', '--time-format', 'seconds'],
    ['in seconds with a fraction', 1772359200.25, '10', '--time-format', 's'],
    ['in microseconds', 1772359200123456, '10', '--time-format', 'microseconds'],
    ['in nanoseconds', '1772359200123456789', '10', '--time-format', 'ns'],
    ['of a spreadsheet', 46082.416666666664, '10', '--time-format', 'excel', '--utc'],
    ['of strptime', '01/03/2026 10:00', '10', '--time-format', '%d/%m/%Y %H:%M', '--utc'],
    [
      'of strptime, with a zone',
      '01 Mar 26 11:00:00.5 +0100',
      '10',
      '--time-format',
      '%d %b %y %H:%M:%S.%f %z',
    ],
    [
      'of Java',
      '1.3.2026 11:00',
      '10',
      '--time-format',
      'd.M.yyyy HH:mm',
      '--time-zone',
      'Europe/Berlin',
    ],
    [
      'of spreadsheets in America',
      '3/1/2026 10:00:00 AM',
      '10',
      '--time-format',
      '%m/%d/%Y %I:%M:%S %p',
      '--utc',
    ],
    ['of digits', '20260301100000', '10', '--time-format', 'yyyyMMddHHmmss', '--utc'],
    ['of digits that are numbers', 20260301, '00', '--time-format', '%Y%m%d', '--utc'],
  ])('reads those %s', async (_, time, hour, ...options) => {
    expect(await windowsOf(time, ...options)).toEqual(utc(hour));
  });

  test('takes a leap second for the second before it', async () => {
    const start = '2016-12-31T23:00:00.000Z';

    expect(await windowsOf('2016-12-31T23:59:60Z')).toEqual([start, start]);
  });

  test.each([
    ['first of two', '2026-10-25 02:30:00', '2026-10-25T00:00:00.000Z'],
    ['behind a gap', '2026-03-29 02:30:00', '2026-03-29T01:00:00.000Z'],
    ['before a change', '2026-03-29 01:59:59', '2026-03-29T00:00:00.000Z'],
    ['after a change', '2026-10-25 03:00:00', '2026-10-25T02:00:00.000Z'],
  ])('takes a time at a change of clocks as the %s', async (_, time, start) => {
    expect(await windowsOf(time, '--time-zone', 'Europe/Berlin')).toEqual([start, start]);
  });

  test('says how to read a time without a zone', async () => {
    for (const file of both('2026-03-01 10:00:00')) {
      const { exitCode, err } = await runOn('plain', file);

      expect(exitCode).toBe(1);
      expect(err).toMatch(
        /› (line [12] › )?at: is not a point in time.*say what it means by --time-zone/,
      );
    }
  });

  test.each([
    ['a zone that there is not', ['--time-zone', 'Mars/Base'], /--time-zone: there is no such/],
    ['two zones', ['--time-zone', 'Asia/Tokyo', '--utc'], /cannot be used with option/],
    ['a pattern without a day', ['--time-format', '%H:%M', '--utc'], /--time-format: is no way/],
    ['an unknown word', ['--time-format', 'unix'], /--time-format: is no way/],
    ['an unknown directive', ['--time-format', '%Y-%d %Q', '--utc'], /--time-format: is no way/],
    ['a pattern without any zone', ['--time-format', '%d.%m.%Y'], /no --time-zone/],
    ['serials without a zone', ['--time-format', 'excel'], /no --time-zone/],
  ])('refuses %s', async (_, options, problem) => {
    const [file] = both(0) as [ReturnType<typeof both>[0]];
    const { exitCode, err } = await runOn(
      'plain',
      file as { name: string; content: string },
      ...options,
    );

    expect(exitCode).toBe(2);
    expect(err).toMatch(problem);
  });
});
