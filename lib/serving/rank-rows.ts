import { compareTexts } from '../core/compare-texts.ts';
import { greatest } from '../core/many.ts';
import type { EventTime } from '../core/time.ts';
import { combineRows, leastStatus } from './combine-rows.ts';
import { compareValues } from './compare-values.ts';
import type { AnswerRow } from './query-rows.ts';
import type { ServedView } from './served-view.ts';

/** The greatest rows, and what they are of. */
export interface Ranking {
  /** Greatest first; of equal ones the key that sorts first. */
  readonly rows: readonly AnswerRow[];
  /** `range`: one row per key for the whole range. `window`: rows of the newest window. `rows`: any. */
  readonly over: 'range' | 'window' | 'rows';
}

/**
 * The rows with the greatest values in a column; those without a value come last.
 *
 * Windows that touch are added up per key first. Those that overlap cannot be, so the newest one
 * stands for them; and rows without accumulators are ranked one by one.
 *
 * @param rows - By window and then key, with accumulators.
 */
export function rankRows(
  view: ServedView,
  rows: readonly AnswerRow[],
  { by, count }: { readonly by: string; readonly count: number },
): Ranking {
  const { over, rows: candidates } = candidatesOf(view, rows);
  const ranked = candidates.toSorted(
    (a, b) =>
      compareValues(b.values[by] ?? null, a.values[by] ?? null) || compareTexts(a.key, b.key),
  );
  return { over, rows: ranked.slice(0, count) };
}

function candidatesOf(view: ServedView, rows: readonly AnswerRow[]): Ranking {
  const newest = greatest(rows.map(({ start }) => start));
  if (rows.every(({ start }) => start === newest)) return { over: 'window', rows };
  if (view.aggregates === null || view.windows === null) return { over: 'rows', rows };
  if (view.windows.overlap) {
    return { over: 'window', rows: rows.filter(({ start }) => start === newest) };
  }
  const sums = [...Map.groupBy(rows, ({ key }) => key).values()].map((some) => sumOf(view, some));
  return { over: 'range', rows: sums };
}

function sumOf(view: ServedView, rows: readonly AnswerRow[]): AnswerRow {
  const [first, last] = [rows[0], rows.at(-1)] as [AnswerRow, AnswerRow];
  const total = combineRows(view, rows);
  return {
    ...last,
    start: first.start,
    values: { ...last.values, ...total?.values },
    capped: total?.capped ?? [],
    truncated: total === undefined ? last.truncated : [], // added up from accumulators, which are whole
    acc: null,
    status: leastStatus(rows),
    updatedAt: rows.reduce<EventTime | null>((newest, row) => later(newest, row.updatedAt), null),
  };
}

const later = (a: EventTime | null, b: EventTime | null): EventTime | null =>
  a === null || b === null ? (a ?? b) : Math.max(a, b);
