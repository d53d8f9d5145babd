import type { SqlRow } from '../../adapters/duckdb/duckdb.ts';
import type { FieldType } from '../../core/field-type.ts';
import { ALL_KEY, keyOf } from '../../core/key.ts';
import type { EventTime } from '../../core/time.ts';
import { isDecimal, type Value } from '../../core/value.ts';
import { leastWatermark } from '../../core/watermark.ts';
import type { Pipeline, WindowView } from '../../pipeline/definition.ts';
import { planOf } from '../../pipeline/planner.ts';
import { viewId } from '../../pipeline/view-id.ts';
import type { CoverageStore } from '../../ports/coverage-store.ts';
import type { Lake } from '../../ports/lake.ts';
import type { RowReader } from '../../ports/row-reader.ts';
import {
  type ReconciledRow,
  type Reconciliation,
  reconcile,
  type StandingRow,
} from '../../serving/reconcile.ts';
import { isCovered } from '../../serving/row-status.ts';
import { servedView } from '../../serving/served-view.ts';
import { quoted } from '../../serving/sql/dialect.ts';
import { type SqlColumn, toSql } from '../../serving/sql/to-sql.ts';
import { windowStartsIn } from '../../serving/window-range.ts';
import { sqlOverLake } from '../sql/lake-sql.ts';

/** Where rows, coverage and lake of a deployment are. */
export interface ReconcilePorts {
  readonly reader: RowReader;
  readonly coverage: Pick<CoverageStore, 'read'>;
  readonly lake: Lake;
}

/** A view that was compared, or why it was not. */
export type ReconciledView = { readonly view: string } & (
  | ({ readonly from: EventTime; readonly to: EventTime } & Reconciliation)
  | { readonly leftOut: string }
);

export interface Range {
  readonly from: EventTime;
  readonly to: EventTime;
}

/** Compares the rows of the closed windows of a view with those that SQL finds in the lake. */
export async function reconcileView(
  pipeline: Pipeline,
  view: WindowView,
  { reader, coverage, lake }: ReconcilePorts,
  { range, late }: { readonly range: Range; readonly late: readonly EventTime[] },
): Promise<ReconciledView> {
  const id = viewId(view);
  const served = servedView(view);
  const stream = view.flow.source.name;
  const sql = toSql(
    { plan: planOf(pipeline), view: id },
    { dialect: 'duckdb', relation: quoted(stream) },
  );
  if (!sql.ok)
    return { view: id, leftOut: sql.reasons.map(({ at, why }) => `${at}: ${why}`).join('; ') };

  const watermark = leastWatermark(await reader.watermarks(id));
  const to = Math.min(range.to, watermark - view.allowedLateness);
  const starts =
    served.windows === null ? undefined : windowStartsIn(served.windows, { ...range, to });
  if (served.windows === null || starts === undefined)
    return { view: id, leftOut: 'too many windows; name a shorter range' };
  if (starts.length === 0)
    return { view: id, leftOut: 'none of its windows in the range is closed yet' };

  const { ranges: covered } = await coverage.read(id);
  const { endOf } = served.windows;
  const isInRange = ({ start, end }: Pick<ReconciledRow, 'start' | 'end'>): boolean =>
    start >= range.from && end <= to;
  const standing: StandingRow[] = [];
  for (const start of starts.filter((each) => endOf(each) <= to)) {
    for (const row of await reader.rowsOfWindow({ view: id, start })) {
      standing.push({ ...row, isHealed: row.run !== null });
    }
  }
  const { rows } = await sqlOverLake(pipeline, lake, {
    sql: sql.sql,
    from: undefined,
    before: undefined,
  });
  const computed = rows.map((row) => rowOf(row, sql.columns)).filter(isInRange);
  const compared = reconcile({
    columns: sql.columns.filter(({ role }) => role === 'aggregate'),
    ...{ standing, computed, late },
    isCovered: (start, end) => isCovered({ start, end }, covered),
  });
  return { view: id, from: range.from, to, ...compared };
}

function rowOf(row: SqlRow, columns: readonly SqlColumn[]): ReconciledRow {
  const keys = columns.filter(({ role }) => role === 'key');
  const types = keys.map(({ type }) => type as FieldType);
  const values = keys.map(({ name }) => held(row[name] as Value));
  const key = keys.length === 0 ? ALL_KEY : keyOf(values, types);
  return {
    key: typeof key === 'string' ? key : '',
    start: Number(row['windowStart']),
    end: Number(row['windowEnd']),
    values: row as Readonly<Record<string, Value>>,
  };
}

/** A value as events hold it: a decimal as a count of its units. */
const held = (value: Value): unknown => {
  if (isDecimal(value)) return Number(value.units);
  return typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value;
};
