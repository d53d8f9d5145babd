import { EARLIEST_EVENT_TIME, type EventTime, LATEST_EVENT_TIME } from '../../core/time.ts';
import { leastWatermark } from '../../core/watermark.ts';
import { rowSettling } from '../../pipeline/definition/stored-panes.ts';
import { settlingTime } from '../../pipeline/plan/settling-time.ts';
import type { RowKey } from '../../ports/effects.ts';
import type { RowEraser } from '../../ports/row-eraser.ts';
import type { RowHealer } from '../../ports/row-healer.ts';
import type { RowReader } from '../../ports/row-reader.ts';
import { type BatchDefinition, chosenViews } from '../../runtime/batch/batch-definition.ts';
import type { AffectedKey, AffectedRow } from '../../runtime/erasure/affected-rows.ts';
import type { ErasurePart, ErasurePlan } from '../../runtime/erasure/erasure-plan.ts';
import type { ViewTraces } from '../../runtime/erasure/traces.ts';

export interface OthersPorts {
  readonly definition: BatchDefinition;
  readonly rows: Pick<RowEraser, 'eraseRows'>;
  readonly reader: Pick<RowReader, 'watermarks'>;
  readonly healer: Pick<RowHealer, 'readKey'>;
  /**
   * Remembers rows that are kept as they are, and those that stay until a batch run computes them; asked
   * again with the same name, it changes nothing.
   */
  remember(
    rows: { readonly kept: readonly AffectedRow[]; readonly open: readonly AffectedRow[] },
    name: string,
  ): Promise<void>;
}

/** Rows of others that a subject's events have gone into. */
export type Others = {
  /** Rows in closed windows: kept as they are, and taken away to be computed again. */
  readonly kept: number;
  readonly removed: number;
  /** Times of what has to be computed again, and of which views; `null` if nothing has to be. */
  readonly recompute: Recompute | null;
  /** Views with results of others that are not closed yet; they still count its events. */
  readonly open: readonly string[];
  /** Views whose rows cannot be computed without the subject's events, and why. */
  readonly uncomputable: readonly { readonly view: string; readonly why: string }[];
};

export type Recompute = {
  readonly from: EventTime;
  readonly to: EventTime;
  readonly views: readonly string[];
};

/** Does what is to be done with rows of others, and says what has to be computed. */
export async function settleOthers(
  ports: OthersPorts,
  plan: Pick<ErasurePlan<never>, 'begun' | 'parts'>,
  traces: ReadonlyMap<string, ViewTraces>,
): Promise<Others> {
  const { aggregates } = plan.begun;
  const closed = await closedTimes(ports, traces);
  const { computed, leftOut } = chosenViews(ports.definition, [...traces.keys()]);
  const computable = new Set(computed.map(({ id }) => id));
  const views = new Set<string>();
  const touched = new Set<string>();
  let [kept, removed, from, to] = [0, 0, Infinity, -Infinity];
  const widen = (view: string, [start, end]: readonly [EventTime, EventTime]): void => {
    views.add(view);
    from = Math.min(from, start);
    to = Math.max(to, end);
  };
  const again = (view: ViewTraces | undefined): boolean =>
    view !== undefined && (aggregates === 'recompute' || view.showing !== undefined);

  const isClosed = (view: string, end: EventTime): boolean =>
    end <= (closed.get(view) ?? -Infinity);
  const open = new Set<string>();
  for await (const [name, part] of plan.parts()) {
    const { rows, keys } = ofOthers(part, traces);
    const [shut = [], left = []] = parted(rows, ({ view, end }) => isClosed(view, end));
    for (const { view } of left) open.add(view);
    const [gone = [], stay = []] = parted(shut, ({ view }) => again(traces.get(view)));
    for (const { view, start, end } of gone) widen(view, [start, end]);
    for (const { view, time } of keys) {
      if (computable.has(view) && !isClosed(view, time + 1)) open.add(view);
      if (!computable.has(view)) touched.add(view);
    }
    const keyed = keys.filter(({ view }) => computable.has(view) && again(traces.get(view)));
    for (const { view, time } of keyed) widen(view, around(traces.get(view), time));
    const sessions = await rowsOver(ports, keyed, closed);
    const parts = await partsOf(ports, gone, traces);
    await ports.rows.eraseRows([...gone, ...parts, ...sessions]);
    removed += gone.length + sessions.length;
    kept += stay.length;
    if (stay.length + left.length > 0) await ports.remember({ kept: stay, open: left }, name);
  }
  return {
    ...{ kept, removed },
    recompute: views.size === 0 ? null : { ...within(from, to), views: [...views] },
    open: [...open],
    uncomputable: leftOut.filter(({ view }) => touched.has(view)),
  };
}

/** What of a part is under keys of others. */
function ofOthers(part: ErasurePart, traces: ReadonlyMap<string, ViewTraces>) {
  const isOther = (view: string, input?: number): boolean => {
    const known = traces.get(view);
    return known !== undefined && !known.isOwn(input);
  };
  return {
    rows: part.rows.filter(({ view }) => isOther(view)),
    keys: part.keys.filter(({ view, input }) => isOther(view, input)),
  };
}

function parted<T>(all: readonly T[], isFirst: (each: T) => boolean): [T[], T[]] {
  return [all.filter(isFirst), all.filter((each) => !isFirst(each))];
}

/** How far the windows of each view are closed, by view id. */
async function closedTimes(
  { reader }: OthersPorts,
  traces: ReadonlyMap<string, ViewTraces>,
): Promise<ReadonlyMap<string, EventTime>> {
  const closed = new Map<string, EventTime>();
  for (const [id, { view }] of traces) {
    const settling = view.kind === 'window' ? rowSettling(view) : settlingTime(view.operator);
    closed.set(id, leastWatermark(await reader.watermarks(id)) - settling);
  }
  return closed;
}

/** When something that comes of an event can be. */
function around(traces: ViewTraces | undefined, time: EventTime): readonly [EventTime, EventTime] {
  const settling = traces === undefined ? 0 : settlingTime(traces.view.operator);
  return [time - settling, time + settling + 1];
}

const within = (from: EventTime, to: EventTime) => ({
  from: Math.max(from, EARLIEST_EVENT_TIME),
  to: Math.min(to, LATEST_EVENT_TIME),
});

/** Closed rows of steps with state that hold some events. */
async function rowsOver(
  { healer }: OthersPorts,
  keys: ErasurePart['keys'],
  closed: ReadonlyMap<string, EventTime>,
): Promise<AffectedRow[]> {
  const found: AffectedRow[] = [];
  for (const events of Map.groupBy(keys, keyText).values()) {
    const [{ view, key }] = events as [AffectedKey];
    const last = events.reduce((newest, { time }) => Math.max(newest, time), -Infinity);
    const range = { from: EARLIEST_EVENT_TIME, to: last + 1 };
    for (const { start, end } of await healer.readKey({ view, key }, range)) {
      const isOver = events.some(({ time }) => start <= time && time < end);
      if (isOver && end <= (closed.get(view) ?? -Infinity)) found.push({ view, key, start, end });
    }
  }
  return found;
}

/** Parts of panes that are to go: they stand beside them. */
async function partsOf(
  { healer }: OthersPorts,
  rows: readonly AffectedRow[],
  traces: ReadonlyMap<string, ViewTraces>,
): Promise<RowKey[]> {
  const parts: RowKey[] = [];
  for (const { view: id, key, start } of rows) {
    const view = traces.get(id)?.view;
    if (view?.kind !== 'window' || view.panes === undefined) continue;
    const found = await healer.readKey({ view: id, key }, { from: start, to: start + 1 });
    for (const { since } of found)
      if (since !== undefined) parts.push({ view: id, key, start, since });
  }
  return parts;
}

const keyText = ({ view, key }: AffectedKey): string => JSON.stringify([view, key]);
