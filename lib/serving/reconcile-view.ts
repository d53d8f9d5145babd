import type { FieldType } from '../core/field-type.ts';
import { groupedKey } from '../core/key.ts';
import type { EventTime } from '../core/time.ts';
import type { Value } from '../core/value.ts';
import { leastWatermark } from '../core/watermark.ts';
import { assignerOf } from '../core/windows/assigner-of.ts';
import type { WindowAssigner } from '../core/windows/window-assigner.ts';
import type { Pipeline, ViewDefinition, WindowView } from '../pipeline/definition/definition.ts';
import { rowSettling, storedWindows } from '../pipeline/definition/stored-panes.ts';
import { viewId } from '../pipeline/definition/view-id.ts';
import type { Plan } from '../pipeline/plan/plan.ts';
import { planOf } from '../pipeline/plan/planner.ts';
import { settledSince } from '../pipeline/plan/settled-since.ts';
import type { Coverage, CoverageStore } from '../ports/coverage-store.ts';
import type { LateMark, RowKey } from '../ports/effects.ts';
import type { RowReader } from '../ports/row-reader.ts';
import type { SqlEngine, SqlResult } from '../ports/sql-engine.ts';
import { totalsOf } from './pane-rows.ts';
import {
  type ReconciledRow,
  type Reconciliation,
  reconcile,
  type StandingRow,
} from './reconcile.ts';
import { isCovered } from './row-status.ts';
import { isPaned, type ServedView, servedView } from './served-view.ts';
import { quoted, textLiteral } from './sql/dialect.ts';
import { heldValue } from './sql/held-value.ts';
import { type SqlColumn, toSql } from './sql/to-sql.ts';
import { windowStartsIn } from './window-range.ts';

/** Where rows and coverage of a deployment are, and what computes them a third way. */
export interface ReconcilePorts {
  readonly reader: RowReader;
  readonly coverage: Pick<CoverageStore, 'read'>;
  readonly sql: SqlEngine;
  /** Rows that stay as they are, though the lake no longer holds all that they are made of. */
  keptRows(): Promise<readonly RowKey[]>;
  /** Everything that was too late, by view id. */
  lateEvents(): Promise<ReadonlyMap<string, readonly LateMark[]>>;
}

/** A view that was compared, or why it was not. */
export type ReconciledView = { readonly view: string } & (
  | ({ readonly from: EventTime; readonly to: EventTime } & Reconciliation)
  | {
      readonly leftOut: string;
      /** Whether it could be compared, and something is wrong that it cannot be. */
      readonly isFault?: true;
    }
);

/** Windows of a view that are compared at most: each is read by itself. */
const MOST_WINDOWS = 1_000_000;

export interface Range {
  readonly from: EventTime;
  readonly to: EventTime;
  /** What lies there: windows, or the moments since which they do not change any more. @defaultValue `results` */
  readonly of?: 'results' | 'settled';
}

/** Compares the rows of the closed windows of some views with those that SQL finds in the lake. */
export async function reconcileViews(
  pipeline: Pipeline,
  views: readonly ViewDefinition[],
  ports: ReconcilePorts,
  range: Range,
): Promise<ReconciledView[]> {
  const late = await ports.lateEvents();
  const kept = await ports.keptRows();
  const plan = planOf(pipeline);
  const all: ReconciledView[] = [];
  for (const view of views) {
    const id = viewId(view);
    const about = {
      range,
      late: late.get(id) ?? [],
      kept: kept.filter(({ view: of }) => of === id),
    };
    all.push(
      view.kind === 'window'
        ? await reconcileView(plan, view, ports, about)
        : { view: id, leftOut: 'it takes events one by one, which SQL cannot say' },
    );
  }
  return all;
}

interface About {
  readonly range: Range;
  readonly late: readonly LateMark[];
  readonly kept: readonly RowKey[];
}

async function reconcileView(
  plan: Plan,
  view: WindowView,
  ports: ReconcilePorts,
  { range, late, kept }: About,
): Promise<ReconciledView> {
  const { reader, coverage, sql: engine } = ports;
  const id = viewId(view);
  const served = servedView(view);
  const windows = assignerOf(storedWindows(view));
  const relation = engine.streamTable(view.flow.source.name);
  const sql = toSql({ plan, view: id }, { dialect: engine.dialect, relation, asStored: true });
  if (!sql.ok) {
    return { view: id, leftOut: sql.reasons.map(({ at, why }) => `${at}: ${why}`).join('; ') };
  }
  const tasks = await reader.watermarks(id);
  const silent = [...tasks].flatMap(([task, said]) => (said === undefined ? [task] : []));
  if (silent.length > 0) {
    const leftOut = `nobody knows how far it is: nothing was heard of ${silent.join(', ')}`;
    return { view: id, leftOut, isFault: true };
  }
  const watermark = leastWatermark(tasks);
  const settling = { windows: storedWindows(view), settling: rowSettling(view) };
  const { from } = range.of === 'settled' ? settledSince(settling, range.from) : range;
  const closed = { from, to: Math.min(range.to, watermark - settling.settling) };
  const starts = windowStartsIn(windows, closed, MOST_WINDOWS);
  if (starts === undefined) {
    return { view: id, leftOut: 'too many windows; name a shorter range' };
  }
  if (starts.length === 0) {
    return { view: id, leftOut: 'none of its windows in the range is closed yet' };
  }
  const isInRange = ({ start, end }: Pick<ReconciledRow, 'start' | 'end'>): boolean =>
    start >= closed.from && end <= closed.to;
  const covered = await coverage.read(id);
  const standing = await standingRows(reader, served, { windows, starts, to: closed.to });
  const computed = rowsOf(await engine.query(sql.sql), sql.columns).filter(isInRange);
  const columns = sql.columns.filter(({ role }) => role === 'aggregate');
  const compared = reconcile({
    ...{ columns, standing, computed, late, kept },
    isCovered: (start, end) => isCovered({ start, end }, covered.ranges),
    results: (await batchResults(engine, id, { columns: sql.columns, covered })).filter(isInRange),
  });
  return { view: id, ...closed, ...compared };
}

async function standingRows(
  reader: RowReader,
  view: ServedView,
  {
    windows,
    starts,
    to,
  }: {
    readonly windows: WindowAssigner;
    readonly starts: readonly EventTime[];
    readonly to: EventTime;
  },
): Promise<StandingRow[]> {
  const standing: StandingRow[] = [];
  for (const start of starts.filter((each) => windows.endOf(each) <= to)) {
    const withAccumulators = isPaned(view);
    const stored = await reader.rowsOfWindow({ view: view.id, start }, { withAccumulators });
    const rows = isPaned(view) ? totalsOf(view, stored) : stored;
    for (const row of rows) standing.push({ ...row, isHealed: row.run !== null });
  }
  return standing;
}

/** What the runs that have covered a view have computed of it. */
async function batchResults(
  engine: SqlEngine,
  view: string,
  { columns, covered }: { readonly columns: readonly SqlColumn[]; readonly covered: Coverage },
): Promise<ReconciledRow[]> {
  const runs = [...new Set(covered.ranges.map(({ run }) => run))];
  if (runs.length === 0) return [];
  const names = columns.map(({ name }) => quoted(name)).join(', ');
  const wanted = runs.flatMap((run) => textLiteral(run) ?? []).join(', ');
  const from = `FROM ${engine.resultsTable(view)} WHERE "run" IN (${wanted})`;
  return rowsOf(await engine.query(`SELECT ${names} ${from}`), columns);
}

/** Rows by the names that their columns have here: engines spell them each in their own way. */
function rowsOf(result: SqlResult, columns: readonly SqlColumn[]): ReconciledRow[] {
  const keys = columns.filter(({ role }) => role === 'key');
  const types = keys.map(({ type }) => type as FieldType);
  return result.rows.map((row) => {
    const values = Object.fromEntries(
      columns.map(({ name }, i) => [name, row[result.columns[i] ?? ''] as Value]),
    );
    const parts = keys.map(({ name }) => heldValue(values[name] ?? null));
    const key = groupedKey(parts, types);
    return {
      key: typeof key === 'string' ? key : '',
      start: Number(values['windowStart']),
      end: Number(values['windowEnd']),
      values,
    };
  });
}
