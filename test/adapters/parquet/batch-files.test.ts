import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { openDuckDb, sqlText } from '../../../lib/adapters/duckdb/duckdb.ts';
import { encodeRows } from '../../../lib/adapters/parquet/encode-results.ts';
import { lakeRecords } from '../../../lib/adapters/parquet/read-lake-records.ts';
import { instant, int } from '../../../lib/core/field-type.ts';
import { schema } from '../../../lib/core/schema/schema.ts';
import { listObjects } from '../../../lib/runtime/archive/list-objects.ts';
import { archivedLake } from '../../support/batch/archived-lake.ts';
import { payloadText } from '../../support/parquet/payload-text.ts';
import { HOUR, LAYOUTS, sale } from '../../support/rows/sample-rows.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('files of batch runs', () => {
  const folder = temporaryFolder();

  test('hold the results of a run as a table that DuckDB reads, exact to the last digit', async () => {
    const layout = LAYOUTS.get('sums') ?? { keyFields: [], keyTypes: [], aggregates: {} };
    const file = join(folder, 'results.parquet');
    writeFileSync(file, encodeRows([sale('a', HOUR), sale('ü', -HOUR)], layout));
    const duckdb = await openDuckDb();

    const { rows } = await duckdb.query(`select * from read_parquet(${sqlText(file)})`);

    duckdb.close();
    expect(rows).toEqual(
      [
        ['a', HOUR],
        ['ü', -HOUR],
      ].map(([name, start]) => ({
        windowStart: start,
        windowEnd: Number(start) + HOUR,
        name,
        lines: expect.anything(),
        revenue: { units: 1_500n, scale: 3 },
      })),
    );
  });

  test('give the payloads of the lake back byte by byte, whatever they are', async () => {
    const texts = ['{"at":1,"n":2}', 'no JSON', '{"$millrace":"heartbeat"}'];
    const lake = await archivedLake(
      texts.map((text, i) => ({ text, arrival: i, partitionKey: `k${i}` })),
      { stream: 'readings', schema: schema({ at: instant(), n: int() }), time: 'at' },
    );
    const [object] = await listObjects(lake, { stream: 'readings' });
    const stored = { name: '', size: 0, ...object, from: '', to: '9' };

    const records = (await Array.fromAsync(lakeRecords(lake)(stored))).flat();

    expect(records.map(payloadText)).toEqual(texts);
    expect(
      records.map(({ sequence, partitionKey, arrival }) => [sequence, partitionKey, arrival]),
    ).toEqual([
      ['1', 'k0', 0],
      ['2', 'k1', 1],
      ['3', 'k2', 2],
    ]);
  });
});
