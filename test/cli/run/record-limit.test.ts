import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { runCommand } from '../../../lib/cli/commands/run.ts';
import { cliOf } from '../../support/cli/run-cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder();
const EXAMPLE = join(import.meta.dirname, '../../../examples/01-first-window/pipeline.ts');
const run = cliOf((terminal) => [runCommand({ terminal })]);

const event = (customer: string, more: object = {}): string =>
  JSON.stringify({ customer, country: 'de', at: '2026-03-01T10:00:00Z', amount: 1, ...more });

const csv = (customer: string): string => `"${customer}",de,2026-03-01T10:00:00Z,1`;

function runOf(name: string, lines: readonly string[], ...options: string[]) {
  const path = join(folder, name);
  const text = lines.join('\n');
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text);
  return run('run', EXAMPLE, '--input', `sales=${path}`, ...options);
}

const long = 'x'.repeat(2_000);
const header = 'customer,country,at,amount';
const files: readonly (readonly [string, readonly string[]])[] = [
  ['a.ndjson', ['', event('a'), event('b', { long }), event('c'), event('d', { long })]],
  ['a.ndjson.gz', ['', event('a'), event('b', { long }), event('c'), event('d', { long })]],
  ['a.csv', [header, csv('a'), csv(long), csv('c'), csv(long)]],
  ['a.csv.gz', [header, csv('a'), csv(long), csv('c'), csv(long)]],
];

describe('a row that is longer than it may be', () => {
  test.each(files)('of %s is refused with its line and the limit', async (name, lines) => {
    const { exitCode, out, err } = await runOf(name, lines, '--max-record-bytes', '2000');

    expect(exitCode).toBe(1);
    expect(out).toEqual([]);
    expect(err).toEqual([
      `run: ${name} › line 3: the record is too large; got more than 2000 bytes, expected at most as many; look for a line or a quote that does not end, or raise --max-record-bytes [INPUT_RECORD_TOO_LARGE]; correct it, or pass over such rows with --bad skip`,
    ]);
  });

  test.each(files)(
    'of %s is passed over and counted, and all others go on',
    async (name, lines) => {
      const options = ['--max-record-bytes', '2000', '--bad', 'skip'];

      const { exitCode, out, err } = await runOf(name, lines, ...options);

      expect(exitCode).toBe(1);
      expect(out.join()).toContain('"orders":2');
      expect(err.join('\n')).toContain('[INPUT_RECORD_TOO_LARGE]; 2 of this kind, on lines 3,5');
      expect(err.at(-2)).toContain('2 set aside');
    },
  );

  test.each(files)('of %s is taken where the limit is higher', async (name, lines) => {
    const { exitCode, out } = await runOf(name, lines, '--max-record-bytes', '2200');

    expect(exitCode).toBe(name.includes('csv') ? 1 : 0); // the key of that row is too long
    expect(out.join()).toContain(name.includes('csv') ? '' : '"orders":4');
  });

  test.each(['run.ndjson', 'run.ndjson.gz'])(
    'of %s is longer than 10 MiB if nobody says otherwise',
    async (name) => {
      const lines = [event('a', { note: 'x'.repeat(10_485_600) }), event('b'.repeat(10_485_760))];

      const { err } = await runOf(name, lines, '--bad', 'skip');

      expect(err[0]).toContain(`${name} › line 2: the record is too large; got more than 10485760`);
      expect(err.at(-2)).toContain(
        '2 read, 1 counted, 1 rows and 0 records given; 0 late, 0 repeated, 1 set aside',
      );
    },
  );
});

describe('a CSV file', () => {
  test('that is not UTF-8 in one line has one row that is none', async () => {
    const text = [header, csv('a'), csv('J\u00fcrgen'), csv('c')].join('\n');
    const path = join(folder, 'latin1.csv');
    writeFileSync(path, Buffer.from(text, 'latin1'));

    const { out, err } = await run('run', EXAMPLE, '--input', `sales=${path}`, '--bad', 'skip');

    expect(out.join()).toContain('"orders":2');
    expect(err[0]).toMatch(/^latin1\.csv › line 3: is not UTF-8; got 0xfc at byte 2, .*\[UTF8_INV/);
  });
});
