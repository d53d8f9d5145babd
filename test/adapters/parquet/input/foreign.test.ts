import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openDuckDb, sqlText } from '../../../../lib/adapters/duckdb/duckdb.ts';
import { readParquet } from '../../../../lib/adapters/parquet/input/read-parquet.ts';
import { readWallClock } from '../../../support/parquet/parquet-input.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const folder = temporaryFolder();

test('a schema of another library gets what JavaScript has for each column, and may look at none', async () => {
  const path = join(folder, 'all.parquet');
  const duckdb = await openDuckDb();
  await duckdb.query(
    `COPY (SELECT 'x' AS s, 7::INTEGER AS i, 9007199254740993 AS l, 0.57::DECIMAL(9,2) AS d,
       12345678901234567890.12::DECIMAL(38,2) AS w, TIMESTAMPTZ '1969-12-31 23:59:59Z' AS at,
       TIMESTAMP '2026-03-01 10:00:00' AS clock, '\\xFF'::BLOB AS raw, 'ok'::BLOB AS said,
       INTERVAL 1 DAY AS span, {a: [1, NULL]} AS nested) TO ${sqlText(path)} (FORMAT parquet)`,
  );
  duckdb.close();
  const read = (times: typeof readWallClock | undefined) => {
    const [row] = readParquet({ path, columns: undefined, maxRecordBytes: 10_000, times });
    return row?.content;
  };

  expect(read(undefined)).toEqual({
    ...{ s: 'x', i: 7, l: 9007199254740993n, d: 0.57, w: '12345678901234567890.12' },
    at: new Date('1969-12-31T23:59:59Z'),
    clock: '2026-03-01T10:00:00.000',
    ...{ raw: Buffer.from([0xff]), said: 'ok', span: undefined, nested: { a: [1, null] } },
  });
  expect(read(readWallClock)).toMatchObject({ clock: new Date('2026-03-01T10:00:00Z') });
});
