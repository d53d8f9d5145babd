import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { EventTime } from '../../core/time.ts';
import { SqlError } from '../../errors/sql-error.ts';
import type { Pipeline } from '../../pipeline/definition/definition.ts';
import { viewId } from '../../pipeline/definition/view-id.ts';
import { resultsPrefix } from '../../pipeline/deployed/lake-prefixes.ts';
import { resultsTable } from '../../pipeline/deployed/resource-names.ts';
import type { Lake } from '../../ports/lake.ts';
import type { SqlEngine } from '../../ports/sql-engine.ts';
import { GENESIS, objectName } from '../../runtime/archive/layout.ts';
import { quoted } from '../../serving/sql/dialect.ts';
import { recordFields, rowLayouts } from '../dynamodb/row-layouts.ts';
import { encodeResultsOf, resultsName } from '../parquet/batch-results.ts';
import { lakeFileEncoder } from '../parquet/encode-lake-file.ts';
import { type DuckDb, openDuckDb, sqlText } from './duckdb.ts';
import { fetchLake, fetchPrefix, lakeRelation } from './lake-files.ts';

/** Which hours of arrival are seen; without times all of them. */
export interface ArrivalRange {
  readonly from?: EventTime;
  readonly before?: EventTime;
}

/** DuckDB over copies of lake files, on this machine. */
export interface LakeEngine extends SqlEngine {
  /** Deletes the copies. */
  close(): Promise<void>;
}

/**
 * SQL by DuckDB, in which each stream is a view of its own name, and what batch runs have computed of
 * a view one called `results_<view>`.
 *
 * Files are copied when a query first names what they hold, once for all queries.
 */
export async function lakeEngine(
  pipeline: Pipeline,
  lake: Lake,
  range: ArrivalRange = {},
): Promise<LakeEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-sql-'));
  const duckdb = await openDuckDb();
  const tables = tablesOf(pipeline, lake, { range, folder });
  const made = new Set<string>();
  return {
    dialect: 'duckdb',
    streamTable: quoted,
    resultsTable: (view) => quoted(resultsTable(view)),
    async query(sql) {
      for (const [name, relationOf] of tables) {
        if (made.has(name) || !mentions(sql, name)) continue;
        const relation = await relationOf();
        await duckdb.query(`CREATE VIEW ${quoted(name)} AS SELECT * FROM ${relation}`);
        made.add(name);
      }
      return answerOf(duckdb, sql.trim().replace(/;\s*$/, ''));
    },
    async close() {
      duckdb.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Copies {
  readonly range: ArrivalRange;
  readonly folder: string;
}

/** By table: copies its files, and says what to read. */
function tablesOf(
  pipeline: Pipeline,
  lake: Lake,
  { range, folder }: Copies,
): ReadonlyMap<string, () => Promise<string>> {
  const shapes = { layouts: rowLayouts(pipeline), fields: recordFields(pipeline) };
  const declare = async (name: string, bytes: Uint8Array): Promise<void> => {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  };
  const streams = pipeline.streams.map(({ name, schema }) => {
    const relationOf = async (): Promise<string> => {
      await fetchLake(lake, { stream: name, ...range }, folder);
      // a file without rows that has the columns of today
      const declared = objectName({ stream: name, shard: 'declared' }, 0, GENESIS);
      await declare(declared, lakeFileEncoder(schema.fields)([], {}));
      return lakeRelation(folder, name);
    };
    return [name, relationOf] as const;
  });
  const results = pipeline.views.map((each) => {
    const view = viewId(each);
    const relationOf = async (): Promise<string> => {
      await fetchPrefix(lake, resultsPrefix(view), folder);
      const declared = resultsName({ view, run: '', part: 'declared' });
      await declare(declared, encodeResultsOf({ view, rows: [], records: [] }, shapes));
      const files = sqlText(join(folder, resultsPrefix(view), '*', '*.parquet'));
      const options = 'hive_partitioning = true, hive_types_autocast = false, union_by_name = true';
      return `(SELECT * EXCLUDE (view) FROM read_parquet(${files}, ${options}))`;
    };
    return [resultsTable(view), relationOf] as const;
  });
  return new Map([...streams, ...results]);
}

async function answerOf(duckdb: DuckDb, query: string) {
  try {
    const described = await duckdb.query(`DESCRIBE ${query}`);
    const instants = described.rows.flatMap(({ column_name: name, column_type: type }) =>
      String(type).startsWith('TIMESTAMP') ? String(name) : [],
    );
    return { ...(await duckdb.query(query)), instants: new Set(instants) };
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new SqlError('DuckDB', line);
  }
}

/** Whether the name stands in the text by itself, and not as a part of another. */
const mentions = (sql: string, name: string): boolean =>
  new RegExp(`(?<![\\w-])${name}(?![\\w-])`, 'i').test(sql);
