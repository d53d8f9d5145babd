import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '../../core/aggregators/aggregator.ts';
import { groupedKey } from '../../core/key.ts';
import { append } from '../../core/many.ts';
import { EARLIEST_EVENT_TIME } from '../../core/time.ts';
import { isDecimal, type Value } from '../../core/value.ts';
import type { WindowView } from '../../pipeline/definition/definition.ts';
import { viewId } from '../../pipeline/definition/view-id.ts';
import { lakeColumn, SYSTEM_COLUMNS } from '../../pipeline/deployed/lake-columns.ts';
import type { ItemSql, SqlFolded, SqlItem, SqlPartial } from '../../ports/item-sql.ts';
import type { Lake } from '../../ports/lake.ts';
import type { SqlRow } from '../../ports/sql-engine.ts';
import { objectGone } from '../../runtime/archive/list-objects.ts';
import type { BatchDefinition } from '../../runtime/batch/batch-definition.ts';
import { DIALECTS, quoted } from '../../serving/sql/dialect.ts';
import { heldValue } from '../../serving/sql/held-value.ts';
import { acceptedOf, type SqlColumn, toSql } from '../../serving/sql/to-sql.ts';
import { fieldsText, KEY } from '../parquet/file-about.ts';
import { type DuckDb, type DuckDbInstance, duckDbInstance, sqlText } from './duckdb.ts';

const { kind, arrival, partitionKey } = SYSTEM_COLUMNS;

/** Stands in a column of text where the payload has what is no Unicode. */
const REPLACEMENT = 'chr(65533)';

/** Aggregates whose accumulators follow from their values. */
const PLAIN: Readonly<Record<string, readonly string[]>> = {
  count: ['string', 'boolean', 'int', 'double', 'decimal', 'bigint', 'instant', 'json'],
  sum: ['int', 'decimal'],
  min: ['int', 'double', 'decimal', 'instant'],
  max: ['int', 'double', 'decimal', 'instant'],
};

/** A view as SQL says it. */
interface Said {
  readonly view: WindowView;
  readonly sql: string;
  readonly columns: readonly SqlColumn[];
}

/** How the views of a stream are computed, if SQL can say all of them. */
interface StreamSql {
  readonly views: readonly Said[];
  /** Conditions without which an event counts in no view. */
  readonly accepted: readonly string[];
  /** Columns of text that the queries look at. */
  readonly texts: readonly string[];
  /** The fields that the files must have been written with. */
  readonly fields: string;
}

/** What stands for the files of an item in the queries. */
const FILES = 'item_files';

/**
 * Computes partial rows by DuckDB over the typed columns of the files, on one thread.
 *
 * It does so only where that is exact: every view of the stream is one of SQL with aggregates whose
 * accumulators follow from their values, events have no ids, the files were written with the fields that
 * are declared now, text in them is what the payloads have, and every partition key is on its shard.
 */
export function duckDbItems({ pipeline, plan }: BatchDefinition, lake: Lake): ItemSql {
  const streams = new Map(pipeline.streams.map(({ name }) => [name, streamSql(name)]));

  /** One for all items; it holds nothing between them. */
  let instance: Promise<DuckDbInstance> | undefined;

  function streamSql(name: string): StreamSql | undefined {
    const stream = pipeline.streams.find((each) => each.name === name);
    const planned = plan.streams.find((each) => each.name === name);
    const mine = plan.views.filter((view) =>
      view.kind === 'window' ? view.stream === name : view.streams.includes(name),
    );
    if (stream === undefined || planned === undefined || stream.id !== undefined) return undefined;
    if (stream.schema.foreign !== undefined) return undefined;
    const said: Said[] = [];
    for (const viewPlan of mine) {
      const view = pipeline.views.find((each) => viewId(each) === viewId(viewPlan));
      if (view?.kind !== 'window' || viewPlan.kind !== 'window') return undefined;
      const isPlain = viewPlan.aggregates.every(
        ({ spec }) => PLAIN[spec.fn]?.includes(typeOf(view, spec.field)) ?? false,
      );
      const target = { dialect: 'duckdb', relation: FILES, asStored: true } as const;
      const answer = toSql({ plan, view: viewId(view) }, target);
      if (!isPlain || !answer.ok) return undefined;
      said.push({ view, sql: answer.sql, columns: answer.columns });
    }
    return {
      views: said,
      accepted: acceptedOf({ plan, stream: planned }, DIALECTS.duckdb),
      texts: Object.entries(stream.schema.fields)
        .filter(([field, { type }]) => type.kind === 'string' && isRead(field, said))
        .map(([field]) => lakeColumn(field)),
      fields: fieldsText(stream.schema.fields),
    };
  }

  return {
    computes: (stream, view) =>
      streams.get(stream)?.views.some((said) => viewId(said.view) === view) ?? false,
    async fold(item) {
      const sql = streams.get(item.stream);
      if (sql === undefined) return undefined;
      const folder = await mkdtemp(join(tmpdir(), 'millrace-item-'));
      instance ??= duckDbInstance(1);
      const duckdb = await (await instance).connect();
      try {
        const paths = await Promise.all(
          item.objects.map(async ({ name }, i) => {
            const bytes = await lake.read(name);
            if (bytes === undefined) throw objectGone(name);
            const path = join(folder, `${i}.parquet`);
            await writeFile(path, bytes);
            return sqlText(path);
          }),
        );
        return await foldFiles(duckdb, item, sql, `[${paths.join(', ')}]`);
      } finally {
        duckdb.close();
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

const typeOf = ({ flow }: WindowView, field: string | undefined): string =>
  field === undefined ? 'int' : (flow.fields[field]?.type.kind ?? '');

/** Whether a query names the column of a field; a name inside of another one is no harm. */
const isRead = (field: string, views: readonly Said[]): boolean =>
  views.some(({ sql }) => sql.includes(quoted(lakeColumn(field))));

async function foldFiles(
  duckdb: DuckDb,
  { ranges, belongsHere }: SqlItem,
  { views, accepted, texts, fields }: StreamSql,
  files: string,
): Promise<SqlFolded | undefined> {
  const written = await duckdb.query(
    `SELECT DISTINCT decode(value) AS fields FROM parquet_kv_metadata(${files}) WHERE decode(key) = ${sqlText(KEY.fields)}`,
  );
  if (written.rows.length !== 1 || written.rows[0]?.['fields'] !== fields) return undefined;
  await duckdb.query(`CREATE TEMP VIEW ${FILES} AS SELECT * FROM read_parquet(${files})`);
  const counts = await countsOf(duckdb, { accepted, texts, byKey: belongsHere !== undefined });
  if (counts.some(({ replaced }) => replaced > 0)) return undefined;
  if (!counts.every(({ key, accepted: n }) => key === null || n === 0 || belongsHere?.(key))) {
    return undefined;
  }
  const partial: SqlPartial[] = [];
  for (const { view, from, to } of ranges) {
    const said = views.find((each) => viewId(each.view) === view);
    if (said === undefined) return undefined;
    const inRange = `SELECT * FROM (${said.sql}) WHERE epoch_ms("windowStart") >= ${from} AND epoch_ms("windowEnd") <= ${to}`;
    const answer = await duckdb.query(inRange);
    append(
      partial,
      answer.rows.map((row) => partialOf(view, row, said)),
    );
  }
  return {
    rows: partial,
    arrival: counts.reduce((newest, each) => Math.max(newest, each.arrival), EARLIEST_EVENT_TIME),
    records: counts.reduce((sum, { records }) => sum + records, 0),
    accepted: counts.reduce((sum, each) => sum + each.accepted, 0),
  };
}

/** What the payloads under one partition key are, or all of them. */
interface Counts {
  readonly key: string | null;
  readonly records: number;
  readonly accepted: number;
  /** Payloads whose text is not that of their columns. */
  readonly replaced: number;
  readonly arrival: number;
}

async function countsOf(
  duckdb: DuckDb,
  { accepted, texts, byKey }: Pick<StreamSql, 'accepted' | 'texts'> & { readonly byKey: boolean },
): Promise<Counts[]> {
  const isEvent = [`${quoted(kind)} = 'event'`, ...accepted].join(' AND ');
  const isReplaced = texts.map((name) => `contains(${quoted(name)}, ${REPLACEMENT})`);
  const { rows } = await duckdb.query(`SELECT
    ${byKey ? quoted(partitionKey) : 'NULL'} AS key,
    count(*) FILTER (WHERE ${quoted(kind)} <> 'heartbeat') AS records,
    count(*) FILTER (WHERE ${isEvent}) AS accepted,
    count(*) FILTER (WHERE ${isReplaced.join(' OR ') || 'false'}) AS replaced,
    max(${quoted(arrival)}) AS arrival
    FROM ${FILES} GROUP BY 1`);
  return rows.map(({ key, records, accepted: counted, replaced, arrival: newest }) => ({
    key: key === null ? null : String(key),
    ...{ records: Number(records), accepted: Number(counted), replaced: Number(replaced) },
    arrival: newest === null ? EARLIEST_EVENT_TIME : Number(newest),
  }));
}

function partialOf(view: string, row: SqlRow, { columns, view: { flow } }: Said): SqlPartial {
  const keys = columns.filter(({ role }) => role === 'key');
  const values = keys.map(({ name }) => heldValue(row[name] as Value));
  const types = keys.map(({ name }) => flow.fields[name]?.type ?? { kind: 'json' as const });
  const key = groupedKey(values, types);
  return {
    view,
    key: typeof key === 'string' ? key : '',
    start: Number(row['windowStart']),
    end: Number(row['windowEnd']),
    acc: columns
      .filter(({ role }) => role === 'aggregate')
      .map(({ name }) => accOf(row[name] as Value)),
  };
}

/** A value as the accumulators of {@link PLAIN} are stored: a number if it is safe, else its digits. */
function accOf(value: Value): Json {
  if (value === null || typeof value === 'number') return value;
  const units = isDecimal(value) ? value.units : BigInt(value as bigint);
  const number = Number(units);
  return Number.isSafeInteger(number) ? number : units.toString();
}
