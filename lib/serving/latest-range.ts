import { BEGINNING_OF_TIME, type DurationMs, END_OF_TIME, type EventTime } from '../core/time.ts';
import { assignerOf } from '../core/windows/assigner-of.ts';
import type { Window } from '../core/windows/window.ts';
import type { RowReader, StartRange } from '../ports/row-reader.ts';
import { WINDOWS_AT_ONCE } from './rows-in.ts';
import type { ServedView } from './served-view.ts';
import { defaultFrom } from './window-range.ts';

/** How many windows are looked through for the newest one with rows. */
export const MAX_LOOK_BACK = 2_000;

export interface LatestAsked {
  /** All keys without it. */
  readonly key: string | undefined;
  /** No row is known from here on. */
  readonly before: EventTime;
  /** How far to count back; the usual number of windows without it. Milliseconds. */
  readonly last: DurationMs | undefined;
}

/**
 * The range that ends with the newest window that has rows.
 *
 * @returns `undefined` if there is none, or none within {@link MAX_LOOK_BACK} windows.
 */
export async function latestRange(
  reader: RowReader,
  view: ServedView,
  { key, before, last }: LatestAsked,
): Promise<StartRange | undefined> {
  const newest =
    key === undefined
      ? await newestOfAll(reader, view, before)
      : await newestOfKey(reader, { view, key }, before);
  if (newest === undefined) return undefined;
  const from = last === undefined ? defaultFrom(view.windows, newest.start) : newest.end - last;
  return { from: Math.min(from, newest.start), to: key === undefined ? before : END_OF_TIME };
}

async function newestOfKey(
  reader: RowReader,
  { view, key }: { readonly view: ServedView; readonly key: string },
  before: EventTime,
): Promise<Window | undefined> {
  const range = { from: BEGINNING_OF_TIME, to: storedBefore(view, before) };
  const rows = await reader.rowsOfKey({ view: view.id, key }, range, { latest: 1 });
  return windowOf(view, rows.at(-1), before);
}

/** Before when the rows are that windows are made of which start before an instant. */
function storedBefore({ windows, panes }: ServedView, before: EventTime): EventTime {
  if (windows === null || panes === undefined || !Number.isFinite(before)) return before;
  return windows.endOf(windows.lastStart(Math.ceil(before) - 1));
}

/** The last window before an instant that has something of a row. */
function windowOf(
  { windows, panes }: ServedView,
  row: Window | undefined,
  before: EventTime,
): Window | undefined {
  if (row === undefined || windows === null || panes === undefined) return row;
  const last = Number.isFinite(before) ? windows.lastStart(Math.ceil(before) - 1) : before;
  const start = Math.min(last, windows.lastStart(row.start));
  return { start, end: windows.endOf(start) };
}

async function newestOfAll(
  reader: RowReader,
  view: ServedView,
  before: EventTime,
): Promise<Window | undefined> {
  const { id, panes } = view;
  const windows = panes === undefined ? view.windows : assignerOf(panes.panes);
  if (windows === null || !Number.isFinite(before)) return undefined;
  let next = windows.lastStart(Math.ceil(storedBefore(view, before)) - 1);
  for (let seen = 0; seen < MAX_LOOK_BACK; seen += WINDOWS_AT_ONCE) {
    const starts: EventTime[] = [];
    for (let i = 0; i < WINDOWS_AT_ONCE; i++) {
      starts.push(next);
      next = windows.previousStart(next);
    }
    const pages = starts.map((start) => reader.rowsOfWindow({ view: id, start }));
    const found = (await Promise.all(pages)).find((rows) => rows.length > 0)?.[0];
    if (found !== undefined) return windowOf(view, found, before);
  }
  return undefined;
}
