import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type DuckDb, openDuckDb } from '../../../lib/adapters/duckdb/duckdb.ts';
import { fetchLake, lakeRelation } from '../../../lib/adapters/duckdb/lake-files.ts';
import { instant, int, optional } from '../../../lib/core/field-type.ts';
import { schema } from '../../../lib/core/schema/schema.ts';
import { archivedLake } from '../../support/batch/archived-lake.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const Reading = schema({ at: instant(), n: int() });
const TEN = Date.UTC(2026, 2, 1, 10);
const HOUR = 3_600_000;
const how = { stream: 'readings', schema: Reading, time: 'at' };

describe('the lake in DuckDB', () => {
  const folder = temporaryFolder();
  let duckdb: DuckDb;

  beforeAll(async () => {
    duckdb = await openDuckDb();
  });
  afterAll(() => duckdb.close());

  test('is one relation over all hours, with the hour of arrival as columns', async () => {
    const puts = [0, 0, 1, 1, 1, 14].map((hours, n) => ({
      text: `{"at":${n},"n":${n}}`,
      arrival: TEN + hours * HOUR,
    }));
    const lake = await archivedLake(puts, how);
    const here = join(folder, 'hours');

    const objects = await fetchLake(lake, { stream: 'readings' }, here);

    const { columns, rows } = await duckdb.query(
      `SELECT dt, hh, count(n) AS n, min("at") AS first FROM ${lakeRelation(here, 'readings')}
       GROUP BY dt, hh ORDER BY dt, hh`,
    );
    expect(objects).toBe(6); // two of them where the chain turns into the next hour
    expect(columns).toEqual(['dt', 'hh', 'n', 'first']);
    expect(rows).toEqual([
      { dt: '2026-03-01', hh: '10', n: 2n, first: 0 },
      { dt: '2026-03-01', hh: '11', n: 3n, first: 2 },
      { dt: '2026-03-02', hh: '00', n: 1n, first: 5 },
    ]);
  });

  test('is fetched for the hours of a range only', async () => {
    const puts = [0, 1, 2, 3].map((n) => ({ text: `{"at":0,"n":${n}}`, arrival: TEN + n * HOUR }));
    const lake = await archivedLake(puts, how);
    const here = join(folder, 'range');
    const range = { stream: 'readings', from: TEN + HOUR, before: TEN + 3 * HOUR };

    await fetchLake(lake, range, here);

    const { rows } = await duckdb.query(
      `SELECT n FROM ${lakeRelation(here, 'readings')} ORDER BY n`,
    );
    expect(rows).toEqual([{ n: 1n }, { n: 2n }]);
  });

  test('has nulls for a field in files that were written before it was declared', async () => {
    const Later = schema({ ...Reading.fields, extra: optional(int()) });
    const arrival = TEN;
    const old = await archivedLake([{ text: '{"at":1,"n":1}', arrival }], how);
    const put = { text: '{"at":2,"n":2,"extra":7}', arrival };
    const lake = await archivedLake([put], { ...how, schema: Later, lake: old, after: 1n });
    const here = join(folder, 'evolved');

    await fetchLake(lake, { stream: 'readings' }, here);

    const { rows } = await duckdb.query(
      `SELECT n, extra FROM ${lakeRelation(here, 'readings')} ORDER BY n`,
    );
    expect(rows).toEqual([
      { n: 1n, extra: null },
      { n: 2n, extra: 7n },
    ]);
  });

  test('holds payloads of a mebibyte and more to the last byte', async () => {
    const payload = new Uint8Array(1_024 * 1_024 + 1).map((_, i) => (i * 7) % 256);
    const lake = await archivedLake([{ text: payload, arrival: TEN }], how);
    const here = join(folder, 'large');

    await fetchLake(lake, { stream: 'readings' }, here);

    const { rows } = await duckdb.query(
      `SELECT _kind, md5(_payload) AS digest FROM ${lakeRelation(here, 'readings')}`,
    );
    const digest = createHash('md5').update(payload).digest('hex');
    expect(rows).toEqual([{ _kind: 'undecodable', digest }]);
  });

  test('cannot be made to fetch an extension from anywhere', async () => {
    await expect(
      duckdb.query("SELECT * FROM read_parquet('https://localhost:1/x')"),
    ).rejects.toThrow('httpfs');
  });
});
