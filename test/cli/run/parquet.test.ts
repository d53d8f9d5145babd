import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type DuckDb, openDuckDb, sqlText } from '../../../lib/adapters/duckdb/duckdb.ts';
import { runCommand } from '../../../lib/cli/commands/run.ts';
import { cliOf } from '../../support/cli/run-cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder();
const MEASURES = join(import.meta.dirname, '../definitions/measures.ts');
const run = cliOf((terminal) => [runCommand({ terminal })]);

describe('run of a Parquet file', () => {
  let duckdb: DuckDb;
  beforeAll(async () => {
    duckdb = await openDuckDb();
  });
  afterAll(() => duckdb.close());

  async function fileOf(name: string, select: string): Promise<string> {
    const path = join(folder, name);
    await duckdb.query(`COPY (${select}) TO ${sqlText(path)} (FORMAT parquet)`);
    return path;
  }

  async function runOf(path: string, ...options: string[]) {
    const { exitCode, out, err } = await run(
      ...['run', MEASURES, '--input', `measures=${path}`, ...options],
    );
    return {
      exitCode,
      out: out.map((line) => JSON.parse(line) as Record<string, unknown>),
      text: out.join('\n'),
      err: err.map((line) => line.replaceAll(folder, '…')),
    };
  }

  const AT = "TIMESTAMPTZ '2026-03-01 10:00:00Z'";

  test('takes decimals to the last digit, of any width', async () => {
    const path = await fileOf(
      'decimals.parquet',
      `SELECT 'p' AS place, ${AT} AS at, d AS amount, w AS wide FROM (VALUES
        (0.57::DECIMAL(9,2), 12345678901234567890123456789012345678::DECIMAL(38,0)),
        (76604108566237.76::DECIMAL(16,2), NULL), (1.10::DECIMAL(38,20), 1), (-0.29, -1)) t(d, w)`,
    );

    const { exitCode, text } = await runOf(path);

    expect(exitCode).toBe(0);
    expect(text).toContain(
      '"n":4,"total":76604108566239.14,"wide":12345678901234567890123456789012345678',
    );
  });

  test('puts times before 1970 where they are', async () => {
    const path = await fileOf(
      'before.parquet',
      "SELECT 'p' AS place, TIMESTAMPTZ '1969-12-31 23:59:59.9999Z' AS at",
    );

    const { out } = await runOf(path);

    expect(out).toMatchObject([{ windowStart: '1969-12-31T23:00:00.000Z', n: 1 }]);
  });

  test('passes over rows whose text is not UTF-8, and never makes one key of two', async () => {
    const path = await fileOf(
      'bytes.parquet',
      `SELECT place, ${AT} AS at FROM (VALUES ('\\xFF'::BLOB), ('ok'), ('\\xFE')) t(place)`,
    );

    const stopped = await runOf(path);
    const { out, err } = await runOf(path, '--bad', 'skip');

    expect(stopped.exitCode).toBe(1);
    expect(stopped.err[0]).toMatch(
      /^run: bytes\.parquet › row 1 › place: is not UTF-8; got 0xff at byte 0, expected .*\[UTF8_INVALID\]/,
    );
    expect(out).toMatchObject([{ key: 'ok', n: 1 }]);
    expect(err[0]).toMatch(/\[UTF8_INVALID\]; 2 of this kind, on lines 1,3$/);
  });

  test('needs the zone of clocks, and takes it from the option', async () => {
    const path = await fileOf(
      'clocks.parquet',
      "SELECT 'p' AS place, TIMESTAMP '2026-03-01 10:30:00.000001' AS at",
    );

    const refused = await runOf(path);
    const utc = await runOf(path, '--utc');
    const berlin = await runOf(path, '--time-zone', 'Europe/Berlin');

    expect(refused.exitCode).toBe(1);
    expect(refused.err[0]).toMatch(
      /clocks\.parquet › row 1 › at: is not a point in time; got 2026-03-01T10:30:00\.000001, expected a timestamp that is adjusted to UTC, .*--time-zone.*\[INSTANT_INVALID\]/,
    );
    expect(utc.out).toMatchObject([{ windowStart: '2026-03-01T10:00:00.000Z' }]);
    expect(berlin.out).toMatchObject([{ windowStart: '2026-03-01T09:00:00.000Z' }]);
  });

  test('looks at declared columns only', async () => {
    const path = await fileOf(
      'others.parquet',
      `SELECT 'p' AS place, ${AT} AS at, INTERVAL 1 DAY AS span, '\\xFF'::BLOB AS raw,
        repeat('x', 11000000) AS note`,
    );

    expect((await runOf(path)).out).toMatchObject([{ n: 1 }]);
  });

  test('says what columns are missing before the first row', async () => {
    const path = await fileOf('missing.parquet', `SELECT 'p' AS town, ${AT} AS at`);

    const { exitCode, err } = await runOf(path);

    expect(exitCode).toBe(2);
    expect(err).toEqual([
      'run: …/missing.parquet: columns are missing; got town, at, expected place too; add them, or correct their names [INPUT_COLUMN_MISSING]',
    ]);
  });

  test('passes over rows that are too large, and counts them', async () => {
    const path = await fileOf(
      'large.parquet',
      `SELECT repeat('p', n) AS place, ${AT} AS at FROM (VALUES (1), (2000), (2)) t(n)`,
    );

    const { exitCode, out, err } = await runOf(path, '--max-record-bytes', '500', '--bad', 'skip');

    expect(exitCode).toBe(1);
    expect(out).toHaveLength(2);
    expect(err[0]).toMatch(
      /^large\.parquet › row 2: the record is too large; .*INPUT_RECORD_TOO_LARGE\]$/,
    );
  });

  test('names events without an id by file and row, and takes what the path says', async () => {
    mkdirSync(join(folder, 'place=far'));
    const path = await fileOf('place=far/a.parquet', `SELECT ${AT} AS at FROM range(3)`);

    const { out } = await runOf(path);

    expect(out).toMatchObject([{ key: 'far', n: 3 }]);
  });

  test('ends with what is wrong with a file that cannot be read', async () => {
    const whole = readFileSync(await fileOf('whole.parquet', `SELECT 'p' AS place, ${AT} AS at`));
    const cut = join(folder, 'cut.parquet');
    writeFileSync(cut, whole.subarray(0, 100));

    const { exitCode, err } = await runOf(cut);
    const absent = await runOf(join(folder, 'absent.parquet'));

    expect(exitCode).toBe(1);
    expect(err[0]).toMatch(
      /^run: …\/cut\.parquet: the file cannot be read; got .* at its end, as if it was cut, expected a Parquet file, .* \[INPUT_UNREADABLE\]$/,
    );
    expect(absent.exitCode).toBe(2);
    expect(absent.err[0]).toMatch(/^run: …\/absent\.parquet: the file cannot be read; got ENOENT/);
  });
});
