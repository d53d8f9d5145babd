import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type DuckDb, openDuckDb, type SqlResult } from '../../adapters/duckdb/duckdb.ts';
import { fetchLake, lakeRelation } from '../../adapters/duckdb/lake-files.ts';
import { lakeFileEncoder } from '../../adapters/parquet/encode-lake-file.ts';
import type { EventTime } from '../../core/time.ts';
import type { Pipeline, SourceStream } from '../../pipeline/definition.ts';
import type { Lake } from '../../ports/lake.ts';
import { GENESIS, objectName } from '../../runtime/archive/layout.ts';
import { quoted } from '../../serving/sql/dialect.ts';
import { FailedError } from '../failed-error.ts';

/** A query, and which hours of arrival it sees; without times all of them. */
export interface LakeSql {
  readonly sql: string;
  readonly from: EventTime | undefined;
  readonly before: EventTime | undefined;
}

/** What a query gave, and which of its columns hold instants: in rows they are numbers. */
export interface LakeAnswer extends SqlResult {
  readonly instants: ReadonlySet<string>;
}

/**
 * Runs one query over copies of lake files, in which each stream is a view of its own name.
 *
 * Only streams whose name is in the text are copied. A stream has all declared columns, even if it
 * holds nothing yet, or only files from before a field was declared. The copies are deleted.
 *
 * @throws {@link FailedError} with what DuckDB says of the query
 */
export async function sqlOverLake(
  pipeline: Pipeline,
  lake: Lake,
  { sql, from, before }: LakeSql,
): Promise<LakeAnswer> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-sql-'));
  const duckdb = await openDuckDb();
  try {
    for (const stream of pipeline.streams.filter(({ name }) => mentions(sql, name))) {
      const times = {
        ...(from === undefined ? {} : { from }),
        ...(before === undefined ? {} : { before }),
      };
      await fetchLake(lake, { stream: stream.name, ...times }, folder);
      await declareColumns(stream, folder);
      const relation = lakeRelation(folder, stream.name);
      await duckdb.query(`CREATE VIEW ${quoted(stream.name)} AS SELECT * FROM ${relation}`);
    }
    return await answerOf(duckdb, sql.trim().replace(/;\s*$/, ''));
  } finally {
    duckdb.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function answerOf(duckdb: DuckDb, query: string): Promise<LakeAnswer> {
  try {
    const described = await duckdb.query(`DESCRIBE ${query}`);
    const instants = described.rows.flatMap(({ column_name: name, column_type: type }) =>
      String(type).startsWith('TIMESTAMP') ? String(name) : [],
    );
    return { ...(await duckdb.query(query)), instants: new Set(instants) };
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new FailedError(`DuckDB refuses the query; got ${line}; correct it`);
  }
}

/** Whether the name stands in the text by itself, and not as a part of another. */
const mentions = (sql: string, name: string): boolean =>
  new RegExp(`(?<![\\w-])${name}(?![\\w-])`, 'i').test(sql);

/** A file without rows that has the columns of today. */
async function declareColumns({ name, schema }: SourceStream, folder: string): Promise<void> {
  const path = join(folder, objectName({ stream: name, shard: 'declared' }, 0, GENESIS));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, lakeFileEncoder(schema.fields)([], {}));
}
