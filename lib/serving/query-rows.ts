import { formatInstant } from '../core/instant.ts';
import { ALL_KEY } from '../core/key.ts';
import { BEGINNING_OF_TIME, type DurationMs, END_OF_TIME, type EventTime } from '../core/time.ts';
import type { RowReader, StartRange, ViewRow } from '../ports/row-reader.ts';
import { QueryError } from './query-error.ts';
import { type RowStatus, rowStatus, viewWatermark } from './row-status.ts';
import type { ServedView } from './served-view.ts';
import { defaultFrom, MAX_WINDOWS, windowStartsIn } from './window-range.ts';

/** Which rows are asked for. Bounds are of the starts of windows: `from ≤ start < to`. */
export interface RowQuery {
  /** Canonical text of the key; all keys without it. */
  readonly key?: string | undefined;
  readonly from?: EventTime | undefined;
  readonly to?: EventTime | undefined;
  /** Counts back from how far the view has come; not together with `from`. Milliseconds. */
  readonly last?: DurationMs | undefined;
  /** Whether rows must be added up later. */
  readonly withAccumulators?: boolean;
}

/** What is needed to answer. */
export interface RowSources {
  readonly reader: RowReader;
  /** Time of the newest event of the streams that a view reads; `undefined` before the first. */
  newestEvent(streams: readonly string[]): Promise<EventTime | undefined>;
}

/** A row, and how final it is. */
export interface AnswerRow extends ViewRow {
  readonly status: RowStatus;
}

/** Rows by window and then key, and what they were looked up by. */
export interface Answer {
  readonly rows: readonly AnswerRow[];
  /** How far the view is complete; −Infinity if nobody knows. */
  readonly watermark: EventTime;
  /** Time of the newest event; `undefined` if the view has seen none. */
  readonly newest: EventTime | undefined;
  /** `null` if nothing was looked up, as the view has seen nothing that one could count back from. */
  readonly range: StartRange | null;
}

/** Windows that are asked for at once. */
const CONCURRENCY = 16;

/**
 * The rows of a view that are asked for.
 *
 * Without bounds, the last windows up to the newest event. `last` counts back from the newest event,
 * or from the watermark where that is behind: so a stream that has been quiet for long still shows
 * what it had last.
 *
 * @throws {@link QueryError} if that cannot be looked up.
 */
export async function queryRows(
  view: ServedView,
  query: RowQuery,
  { reader, newestEvent }: RowSources,
): Promise<Answer> {
  const key = query.key ?? (view.keys.length === 0 ? ALL_KEY : undefined);
  if (key === undefined && view.windows === null) throw needsKey(view);
  const [tasks, newest] = await Promise.all([
    reader.watermarks(view.id),
    newestEvent(view.streams),
  ]);
  const watermark = viewWatermark(tasks);
  const range = rangeOf(view, query, { watermark, newest, isOfKey: key !== undefined });
  if (range === null) return { rows: [], watermark, newest, range };
  const options = { withAccumulators: query.withAccumulators ?? false };
  const rows =
    key === undefined
      ? await allKeys(view, range, (start) =>
          reader.rowsOfWindow({ view: view.id, start }, options),
        )
      : await reader.rowsOfKey({ view: view.id, key }, range, options);
  const withStatus = rows.map((row) => ({
    ...row,
    status: rowStatus(row, view.allowedLateness, watermark),
  }));
  return { rows: withStatus, watermark, newest, range };
}

interface Reached {
  readonly watermark: EventTime;
  readonly newest: EventTime | undefined;
  readonly isOfKey: boolean;
}

function rangeOf(
  view: ServedView,
  { from, to, last }: RowQuery,
  { watermark, newest, isOfKey }: Reached,
): StartRange | null {
  const known = Number.isFinite(watermark) ? watermark : undefined;
  const reached = newest === undefined ? known : Math.min(newest, known ?? newest);
  const after = newest === undefined ? known : newest + 1;
  const end = to ?? (isOfKey ? END_OF_TIME : after);
  if (end === undefined) return null;
  if (from !== undefined) return { from, to: end };
  const back = to ?? reached;
  if (view.windows === null && last === undefined) return { from: BEGINNING_OF_TIME, to: end };
  if (back === undefined) return null;
  return { from: last === undefined ? defaultFrom(view.windows, back) : back - last, to: end };
}

async function allKeys(
  view: ServedView,
  range: StartRange,
  read: (start: EventTime) => Promise<readonly ViewRow[]>,
): Promise<ViewRow[]> {
  const starts = view.windows === null ? [] : windowStartsIn(view.windows, range);
  if (starts === undefined) throw tooManyWindows(view, range);
  const rows: ViewRow[] = [];
  for (let i = 0; i < starts.length; i += CONCURRENCY) {
    const pages = await Promise.all(starts.slice(i, i + CONCURRENCY).map(read));
    rows.push(...pages.flat());
  }
  return rows;
}

const needsKey = ({ name, keys }: ServedView): QueryError =>
  new QueryError(
    `${name}: its windows depend on the events of each key, so rows can only be found by key; got none, expected one of ${keys.map((key) => key.name).join(', ')}; say which with --key`,
  );

const tooManyWindows = ({ name }: ServedView, { from, to }: StartRange): QueryError =>
  new QueryError(
    `${name}: the range holds too many windows; got ${spell(from)} to ${spell(to)}, expected at most ${MAX_WINDOWS} windows; shorten it, or ask for one key with --key`,
  );

const spell = (at: EventTime): string => (Number.isFinite(at) ? formatInstant(at) : 'any time');
