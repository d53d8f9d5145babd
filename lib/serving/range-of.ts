import { BEGINNING_OF_TIME, END_OF_TIME, type EventTime } from '../core/time.ts';
import type { StartRange } from '../ports/row-reader.ts';
import type { RowQuery } from './row-query.ts';
import type { ServedView } from './served-view.ts';
import { defaultFrom } from './window-range.ts';

/** How far event time has come. */
export interface Reach {
  /** How far the view is complete; −Infinity if nobody knows. */
  readonly watermark: EventTime;
  /** The newest event time of its streams, or how far it has gone on since; `undefined` before the first. */
  readonly reached: EventTime | undefined;
}

/**
 * The range of starts that a query means; `null` if it counts back, and nothing is known to count
 * back from.
 */
export function rangeOf(
  view: ServedView,
  { key, from, to, last }: RowQuery,
  { watermark, reached }: Reach,
): StartRange | null {
  const known = Number.isFinite(watermark) ? watermark : undefined;
  const newest = reached ?? known;
  const end = to ?? (key === undefined ? after(newest) : END_OF_TIME);
  if (end === undefined) return null;
  if (from !== undefined) return { from, to: end };
  if (view.windows === null && last === undefined) return { from: BEGINNING_OF_TIME, to: end };
  const back = to ?? known ?? reached;
  if (back === undefined) return null;
  return { from: last === undefined ? defaultFrom(view.windows, back) : back - last, to: end };
}

/** A range that holds the instant ends one millisecond after it. */
const after = (at: EventTime | undefined): EventTime | undefined =>
  at === undefined ? undefined : at + 1;
