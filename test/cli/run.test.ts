import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parquetWriteFile } from 'hyparquet-writer';
import { runCommand } from '../../lib/cli/commands/run.ts';
import { runCli } from '../../lib/cli/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
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
  '{"view":"sales_by_country","key":"de","windowStart":"2026-03-01T10:00:00.000Z","windowEnd":"2026-03-01T11:00:00.000Z","pane":"onTime","orders":2,"revenue":0.30}';

describe('run', () => {
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
    expect(skipped).toMatchObject({ status: 0, out: [ROW] });
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
    [['--input', 'sales=notes.txt'], /notes\.txt: its format is not known/],
  ])('says what was asked wrongly: %j', async (args, message) => {
    const { status, err, out } = await millraceRun(EXAMPLE, ...args);

    expect({ status, out }).toEqual({ status: 2, out: [] });
    expect(err.join('\n')).toMatch(message);
  });
});
