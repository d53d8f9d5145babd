import { join } from 'node:path';
import { openDuckDb } from '../../lib/adapters/duckdb/duckdb.ts';

/** The same in SQL over the typed columns, on one thread. */
const [, , folder = ''] = process.argv;
const database = await openDuckDb();
await database.query('SET threads = 1');
const { rows } = await database.query(`
  SELECT count(*) AS rows, sum(n)::BIGINT AS events FROM (
    SELECT "user", epoch_ms("at") // 60000 AS minute, count(*) AS n,
      sum(amount) AS total, min(amount) AS least, max(amount) AS most
    FROM read_parquet('${join(folder, 'lake/orders/*/*/*/*.parquet')}') WHERE _kind = 'event'
    GROUP BY ALL)`);
const [row] = rows;
process.stdout.write(
  `${JSON.stringify({ rows: Number(row?.['rows']), events: Number(row?.['events']) })}\n`,
);
database.close();
