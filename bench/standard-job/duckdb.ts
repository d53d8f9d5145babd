import { openDuckDb } from '../../lib/adapters/duckdb/duckdb.ts';

/** The same in SQL, on one thread; the columns are declared, so that nothing has to be guessed. */
const [, , kind, input, output] = process.argv;
const events = `read_json('${input}', format = 'newline_delimited',
  columns = {"user": 'VARCHAR', amount: 'DECIMAL(18, 2)', ts: 'BIGINT'})`;
const VALUES = 'count(*) AS count, sum(amount) AS sum, min(amount) AS min, max(amount) AS max';
const minutes = `SELECT "user" AS key, ts - ts % 60000 AS start, ${VALUES} FROM ${events} GROUP BY ALL`;
const sessions = `SELECT key, min(ts) AS start, ${VALUES} FROM (
  SELECT "user" AS key, ts, amount, sum(isFirst) OVER (PARTITION BY "user" ORDER BY ts) AS nth FROM (
    SELECT "user", ts, amount,
      CAST(coalesce(ts - lag(ts) OVER (PARTITION BY "user" ORDER BY ts) > 30000, true) AS INTEGER) AS isFirst
    FROM ${events}))
  GROUP BY key, nth`;

const database = await openDuckDb();
await database.query('SET threads = 1');
const query = kind === 'minutes' ? minutes : sessions;
await database.query(`COPY (${query}) TO '${output}' (FORMAT json)`);
database.close();
