import { openDuckDb } from '../../lib/adapters/duckdb/duckdb.ts';

/** The same in SQL, on one thread; the columns are declared, so that nothing has to be guessed. */
const [, , input, output] = process.argv;
const database = await openDuckDb();
await database.query('SET threads = 1');
await database.query(`COPY (
  SELECT "user" AS key, epoch_ms(time_bucket(INTERVAL '1 minute', "at")) AS start,
    count(*) AS count, sum(amount) AS sum, min(amount) AS min, max(amount) AS max
  FROM read_json('${input}', format = 'newline_delimited',
    columns = {"user": 'VARCHAR', "at": 'TIMESTAMP', amount: 'DECIMAL(18, 2)'})
  GROUP BY ALL
) TO '${output}' (FORMAT json)`);
database.close();
