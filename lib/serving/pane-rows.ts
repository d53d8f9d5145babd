import { compareTexts } from '../core/compare-texts.ts';
import { type Accumulators, rowAggregate } from '../core/operators/accumulators.ts';
import { BEGINNING_OF_TIME, END_OF_TIME, type EventTime } from '../core/time.ts';
import { assignerOf } from '../core/windows/assigner-of.ts';
import { combinePanes } from '../core/windows/combine-panes.ts';
import type { Adding } from '../core/windows/pane-tree.ts';
import type { ReadOptions, RowReader, StartRange, ViewRow } from '../ports/row-reader.ts';
import type { PanedView } from './served-view.ts';
import { windowStartsIn } from './window-range.ts';

/** Panes that are asked for at once. */
const PANES_AT_ONCE = 16;

/** Most panes that are looked up one by one. */
export const MAX_PANES_READ = 20_000;

/** Windows of one key, combined from its panes, by start. */
export async function paneRowsOfKey(
  reader: RowReader,
  view: PanedView,
  { key, range, options }: { key: string; range: StartRange; options: ReadOptions },
): Promise<ViewRow[]> {
  const held = { from: range.from, to: range.to + view.panes.windows.size };
  const rows = await reader.rowsOfKey({ view: view.id, key }, held, { withAccumulators: true });
  return combineRows(view, rows, { range, options });
}

/**
 * Some windows that follow each other, of all keys, by start and then key.
 *
 * @param starts - In order.
 * @returns `undefined` if they are made of more panes than {@link MAX_PANES_READ}.
 */
export async function paneRowsOfWindows(
  reader: RowReader,
  view: PanedView,
  { starts, options }: { starts: readonly EventTime[]; options: ReadOptions },
): Promise<ViewRow[] | undefined> {
  const { windows, panes } = view.panes;
  const [first, last] = [starts[0], starts.at(-1)];
  if (first === undefined || last === undefined) return [];
  const held = { from: first, to: last + windows.size };
  const wanted = windowStartsIn(assignerOf(panes), held, MAX_PANES_READ);
  if (wanted === undefined) return undefined;
  const byKey = new Map<string, ViewRow[]>();
  for (let i = 0; i < wanted.length; i += PANES_AT_ONCE) {
    const pages = wanted
      .slice(i, i + PANES_AT_ONCE)
      .map((start) => reader.rowsOfWindow({ view: view.id, start }, { withAccumulators: true }));
    for (const row of (await Promise.all(pages)).flat()) {
      const mine = byKey.get(row.key);
      if (mine === undefined) byKey.set(row.key, [row]);
      else mine.push(row);
    }
  }
  const range = { from: first, to: last + 1 };
  return [...byKey.values()]
    .flatMap((rows) => combineRows(view, rows, { range, options }))
    .sort((a, b) => a.start - b.start || compareTexts(a.key, b.key));
}

const EVER = { from: BEGINNING_OF_TIME, to: END_OF_TIME };

/** What parts of panes add up to. */
interface Sum {
  readonly acc: Accumulators;
  updatedAt: EventTime | null;
  /** Panes that a batch run has written. */
  healed: number;
}

/** Windows of one key from all rows of the panes that they are made of. */
function combineRows(
  view: PanedView,
  rows: readonly ViewRow[],
  { range, options }: { range: StartRange; options: ReadOptions },
): ViewRow[] {
  const { windows, panes } = view.panes;
  const { create, combine, present, capped, encode, decode } = rowAggregate(view.aggregates);
  const adding: Adding<Sum> = {
    create: () => ({ acc: create(), updatedAt: null, healed: 0 }),
    combine(into, from) {
      combine(into.acc, from.acc);
      into.healed += from.healed;
      into.updatedAt = later(into.updatedAt, from.updatedAt);
    },
  };
  const held = wholePanes(rows).map(({ start, since, acc, updatedAt, run }) => ({
    start,
    ...(since === undefined ? {} : { since }),
    acc: { acc: decode(acc ?? []), updatedAt, healed: run === null ? 0 : 1 },
  }));
  const run = rows.findLast((row) => row.run !== null)?.run ?? null;
  const [{ key } = { key: '' }] = rows;
  return combinePanes(windows, held, adding, range).map(
    ({ start, end, acc: { acc, updatedAt, healed } }) => ({
      ...{ view: view.id, key, start, end, updatedAt },
      values: present(acc),
      acc: options.withAccumulators ? encode(acc) : null,
      capped: capped(acc).sort(),
      truncated: [], // combined from accumulators, which are whole
      run: healed === windows.size / panes.size ? run : null,
    }),
  );
}

/** Panes of one instant, each with all its parts, by key: what the last of its windows has of it. */
export function totalsOf(view: PanedView, rows: readonly ViewRow[]): ViewRow[] {
  const { panes } = view.panes;
  const apart = { ...view, panes: { windows: panes, panes } };
  return [...Map.groupBy(rows, ({ key }) => key).values()].flatMap((mine) => {
    const whole = wholePanes(mine).map(({ since: _, ...row }) => row);
    return combineRows(apart, whole, { range: EVER, options: {} });
  });
}

/** Without the parts of panes that a batch run has written: those hold all that came, whenever it did. */
function wholePanes(rows: readonly ViewRow[]): readonly ViewRow[] {
  const whole = new Set(
    rows.flatMap(({ start, since, run }) => (since === undefined && run !== null ? [start] : [])),
  );
  return rows.filter(({ start, since }) => since === undefined || !whole.has(start));
}

const later = (a: EventTime | null, b: EventTime | null): EventTime | null =>
  a === null || b === null ? (a ?? b) : Math.max(a, b);
