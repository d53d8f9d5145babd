import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parquetWriteFile } from 'hyparquet-writer';
import { runCommand } from '../../lib/cli/commands/run.ts';
import { runCli } from '../../lib/cli/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const ORDERS = join(import.meta.dirname, 'definitions/orders.ts');
const EXAMPLE = join(import.meta.dirname, '../../examples/01-first-window/pipeline.ts');

async function millraceRun(...args: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const terminal = {
    out: (line: string) => void out.push(line),
    err: (line: string) => void err.push(line),
    progress: () => {},
    width: 100,
    hasColor: false,
  };
  const status = await runCli(['run', ...args], { terminal, commands: [runCommand({ terminal })] });
  return { status, out, err: err.map((line) => line.replaceAll(folder, '…')) };
}

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const CSV =
  'customer,country,at,amount\nada,de,2026-03-01T10:00:00Z,0.10\nbob,de,2026-03-01T10:30:00Z,0.20\n';
const NDJSON =
  '{"customer":"ada","country":"de","at":"2026-03-01T10:00:00Z","amount":0.10}\r\n\n{"customer":"bob","country":"de","at":"2026-03-01T10:30:00Z","amount":0.20}';
const ROW =
  '{"view":"sales_by_country","key":"de","windowStart":"2026-03-01T10:00:00.000Z","windowEnd":"2026-03-01T11:00:00.000Z","pane":"onTime","country":"de","orders":2,"revenue":0.30}';

describe('run', () => {
  test('prints CSV of one view only', async () => {
    const kinds = 'test/cli/definitions/every-kind.ts';

    const { status, err, out } = await millraceRun(
      kinds,
      '--csv',
      '--input',
      `acts=${file('acts.ndjson', '')}`,
    );

    expect({ status, out }).toEqual({ status: 2, out: [] });
    expect(err[0]).toMatch(/^run: --csv: .*got typed, days, .*; say which with --view$/);
  });

  test('gives the same rows from CSV, NDJSON and Parquet', async () => {
    const parquet = join(folder, 'sales.parquet');
    parquetWriteFile({
      filename: parquet,
      columnData: [
        { name: 'customer', data: ['ada', 'bob'] },
        { name: 'country', data: ['de', 'de'] },
        { name: 'at', data: [new Date('2026-03-01T10:00Z'), new Date('2026-03-01T10:30Z')] },
        { name: 'amount', data: ['0.10', '0.20'] },
      ],
      rowGroupSize: 1,
    });

    for (const path of [file('sales.csv', CSV), file('sales.ndjson', NDJSON), parquet]) {
      const { status, out } = await millraceRun(EXAMPLE, '--input', `sales=${path}`);

      expect({ path, status, out }).toEqual({ path, status: 0, out: [ROW] });
    }
  });

  test('stops at a row that is no event, and passes over it when it is told to', async () => {
    const path = file('bad.csv', `${CSV}cyd,de,2026-03-01T10:40:00Z,much\n`);

    const stopped = await millraceRun(EXAMPLE, '--input', `sales=${path}`);
    const skipped = await millraceRun(EXAMPLE, '--input', `sales=${path}`, '--bad', 'skip');

    expect(stopped.status).toBe(1);
    expect(stopped.err.join()).toMatch(/bad\.csv › line 4 › amount: .*\[FIELD_TYPE\]/);
    expect(skipped).toMatchObject({ status: 1, out: [ROW] });
  });

  describe('of a file with a clock that is wrong', () => {
    const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 10, minute)).toISOString();
    const order = (time: string, customer = 'ada') => `${JSON.stringify({ customer, at: time })}\n`;
    const honest = Array.from({ length: 300 }, (_, i) => order(at(i)));
    const ofHours = (out: readonly string[]) =>
      out.filter((text) => text.includes('"orders_by_hour"') && text.includes('"ada"'));

    test.each([
      ['the first event', [0]],
      ['one in the middle', [150]],
      ['one near the end', [298]],
      ['several', [10, 11, 60, 61, 62, 200, 250]],
    ])('lets %s of 2099 close nothing, counts it, and says so', async (_, places) => {
      const lines = honest.flatMap((line, i) =>
        places.includes(i)
          ? [order(`2099-01-01T00:00:${i % 60}`.padEnd(19, '0').concat('Z'), 'eve'), line]
          : [line],
      );
      const right = await millraceRun(
        ORDERS,
        '--input',
        `orders=${file('right.ndjson', honest.join(''))}`,
      );
      const given = file('ahead.ndjson', lines.join(''));

      const { status, out, err } = await millraceRun(ORDERS, '--input', `orders=${given}`);

      expect(status).toBe(0);
      expect(ofHours(out)).toEqual(ofHours(right.out));
      expect(ofHours(out)).toHaveLength(5);
      expect(out.filter((text) => text.includes('"windowStart":"2099-'))).not.toEqual([]);
      expect(err.join('\n')).toContain('the first: 2099-01-01T00:00:');
      expect(err.at(-1)).toContain(
        `; 0 late, 0 repeated, 0 set aside, ${places.length} too far ahead`,
      );
    });

    test('lets one that is minutes ahead close nothing, if nothing confirms it', async () => {
      const second = (i: number) =>
        new Date(Date.UTC(2026, 2, 1, 10, 57) + i * 1_000).toISOString();
      const lines = Array.from({ length: 300 }, (_, i) => order(second(i - ((i * 7) % 10))));
      const lie = order(second(30 + 299), 'eve');

      const { err } = await millraceRun(
        ORDERS,
        '--input',
        `orders=${file('minutes.ndjson', lines.toSpliced(30, 0, lie).join(''))}`,
      );

      expect(err.at(-1)).toContain('; 0 late, 0 repeated, 0 set aside, 1 too far ahead');
    });

    test('lets it hold back no other input either', async () => {
      const other = order('2099-01-01T00:00:00Z', 'eve') + honest.join('').replaceAll('ada', 'bob');
      const [one, two] = [file('one.ndjson', honest.join('')), file('two.ndjson', other)];

      const { err } = await millraceRun(ORDERS, '--input', `orders=${one}`, `orders=${two}`);

      expect(err.at(-1)).toContain('; 0 late, 0 repeated, 0 set aside, 1 too far ahead');
    });

    test('closes windows of honest gaps as they come', async () => {
      const lines = [order(at(0)), order(at(600)), order(at(601)), order(at(1))];

      const { err } = await millraceRun(
        ORDERS,
        '--input',
        `orders=${file('gap.ndjson', lines.join(''))}`,
      );

      expect(err.at(-2)).toContain('; 2 late, 0 repeated, 0 set aside');
      expect(err).toContain(
        'orders_by_hour: too late; 1 events of 2026-03-01T10:01:00.000Z, the first of key "ada"',
      );
    });
  });

  describe('says once of each kind', () => {
    const second = (i: number) => new Date(Date.UTC(2026, 2, 1) + i * 1_000).toISOString();

    test('how many events a key could not hold, and ends with 1', async () => {
      const lines = Array.from({ length: 10_050 }, (_, i) =>
        JSON.stringify({ customer: 'ada', at: second(i) }),
      );
      const path = file('busy.ndjson', lines.join('\n'));

      const stopped = await millraceRun(
        ORDERS,
        '--input',
        `orders=${path}`,
        '--view',
        'orders_by_hour',
      );
      const taken = await millraceRun(ORDERS, '--input', `orders=${path}`, '--max-loss', '1%');

      expect(stopped.err).toEqual([
        'orders_of_a_day: a key holds as many events as it may, and what is more is not counted; the first: key "ada" at 2026-03-01T02:46:40.000Z; 50 of this kind',
        expect.stringMatching(
          /; 0 late, 0 repeated, 0 set aside, 50 beyond what a key may hold \(events 50\)$/,
        ),
        'run: 50 of 10050 (0.5 %) are not counted, as their keys hold as much as a key may; expected none; count less by key, or take it so with --max-loss',
      ]);
      expect([stopped.status, taken.status]).toEqual([1, 0]);
    });

    test.each(['ndjson', 'csv'])(
      'which rows of %s are no events, with their lines',
      async (format) => {
        const good = (i: number) => ({ customer: 'ada', at: second(i) });
        const rows = Array.from({ length: 40 }, (_, i) =>
          i % 10 === 3
            ? { ...good(i), at: 'soon' }
            : i === 20
              ? { ...good(i), customer: '' }
              : good(i),
        );
        const text =
          format === 'ndjson'
            ? ['', ...rows.map((row) => JSON.stringify(row))]
            : ['customer,at', ...rows.map(({ customer, at }) => `${customer},${at}`)];
        const path = file(`rows.${format}`, text.join('\n'));

        const { status, err } = await millraceRun(
          ORDERS,
          '--input',
          `orders=${path}`,
          '--bad',
          'skip',
          '--max-loss',
          '0.2',
        );
        const stopped = await millraceRun(ORDERS, '--input', `orders=${path}`);

        expect(status).toBe(0);
        expect(err[0]).toMatch(
          new RegExp(
            `^rows\\.${format} › line 5 › at: .* \\[INSTANT_INVALID\\]; 4 of this kind, on lines 5,15,25,35$`,
          ),
        );
        expect(err[1]).toMatch(/(KEY_EMPTY|FIELD_MISSING)\]$/);
        expect(err[2]).toContain('0 repeated, 5 set aside');
        expect(err).toHaveLength(3);
        expect(stopped.status).toBe(1);
        expect(stopped.err.join()).toMatch(
          new RegExp(`^run: rows\\.${format} › line 5 › at: .*; correct it, or pass over`),
        );
      },
    );
  });

  test.each([
    [
      ['--input', 'sale=x.csv'],
      /--input: is not a stream and its file; got "sale=x.csv", expected/,
    ],
    [
      ['--input', 'sales=x.csv', '--view', 'nope'],
      /--view: .* got "nope", expected one of sales_by/,
    ],
    [['--input', 'sales=missing.csv'], /missing\.csv: the file cannot be read; got .*ENOENT/],
    [['--input', 'sales=notes.txt'], /notes\.txt: the file cannot be read/],
  ])('says what was asked wrongly: %j', async (args, message) => {
    const { status, err, out } = await millraceRun(EXAMPLE, ...args);

    expect({ status, out }).toEqual({ status: 2, out: [] });
    expect(err.join('\n')).toMatch(message);
  });
});
