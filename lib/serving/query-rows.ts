import { ALL_KEY } from '../core/key.ts';
import type { EventTime } from '../core/time.ts';
import { leastWatermark } from '../core/watermark.ts';
import type { CoveredRange } from '../ports/coverage-store.ts';
import type { RowReader, StartRange, ViewRow } from '../ports/row-reader.ts';
import { keyValues } from './key-values.ts';
import { latestRange } from './latest-range.ts';
import { QueryError } from './query-error.ts';
import { type Reach, rangeOf } from './range-of.ts';
import type { RowQuery } from './row-query.ts';
import { type RowStatus, rowStatus, type ViewReach } from './row-status.ts';
import { rowsIn } from './rows-in.ts';
import type { ServedView } from './served-view.ts';

/** What is needed to answer. */
export interface RowSources {
  readonly reader: RowReader;
  /** The newest event time of the streams; `undefined` before their first event. */
  reached(streams: readonly string[]): Promise<EventTime | undefined>;
  /** What batch runs have computed again, by view id. */
  covered(view: string): Promise<readonly CoveredRange[]>;
}

/** A row, and how final it is. */
export interface AnswerRow extends ViewRow {
  readonly status: RowStatus;
}

/** Rows by window and then key, and what they were looked up by. */
export interface Answer extends Reach {
  readonly rows: readonly AnswerRow[];
  /** `null` if nothing was looked up, as the view has seen nothing that one could count back from. */
  readonly range: StartRange | null;
  /** Whether it had to be counted back from the newest window, as nothing came after it. */
  readonly isQuiet: boolean;
}

/**
 * The rows of a view that are asked for.
 *
 * Without bounds, the last windows. They and `last` count back from the watermark of the view, or from
 * what its streams have reached if no watermark is known. Where nothing is found so, because streams
 * are quiet while time goes on, they count back from the newest window that has rows.
 *
 * @throws {@link QueryError} if that cannot be looked up.
 */
export async function queryRows(
  view: ServedView,
  query: RowQuery,
  { reader, reached: newestOf, covered: coveredOf }: RowSources,
): Promise<Answer> {
  const key = query.key ?? (view.keys.length === 0 ? ALL_KEY : undefined);
  if (key === undefined && view.windows === null) throw needsKey(view);
  const [tasks, newest, covered] = await Promise.all([
    reader.watermarks(view.id),
    newestOf(view.streams),
    coveredOf(view.id),
  ]);
  const watermark = leastWatermark(tasks);
  const reach = { watermark, reached: reachedBy(newest, watermark) };
  const options = { withAccumulators: query.withAccumulators ?? false };
  const read = (range: StartRange) => rowsIn(reader, view, { key, range, options });

  const range = rangeOf(view, { ...query, key }, reach);
  if (range === null) return { rows: [], ...reach, range, isQuiet: false };
  const rows = await read(range);
  const isBound = query.from !== undefined || query.to !== undefined;
  const quiet =
    rows.length > 0 || isBound
      ? undefined
      : await latestRange(reader, view, { key, before: range.from, last: query.last });
  const found = quiet === undefined ? rows : await read(quiet);
  return {
    rows: found.map((row) => answerRow(view, row, { watermark, covered })),
    ...reach,
    range: quiet ?? range,
    isQuiet: quiet !== undefined,
  };
}

/** How far time has come: in quiet streams it goes on after the newest event. */
const reachedBy = (newest: EventTime | undefined, watermark: EventTime): EventTime | undefined =>
  newest !== undefined && Number.isFinite(watermark) ? Math.max(newest, watermark) : newest;

const answerRow = (view: ServedView, row: ViewRow, reach: ViewReach): AnswerRow => ({
  ...row,
  values: { ...row.values, ...keyValues(view, row) },
  status: view.time === null ? rowStatus(row, view.allowedLateness, reach) : 'closed',
});

const needsKey = ({ name, keys }: ServedView): QueryError =>
  new QueryError(
    `${name}: its windows depend on the events of each key, so rows can only be found by key; got none, expected one of ${keys.map((key) => key.name).join(', ')}; say which with --key`,
  );
