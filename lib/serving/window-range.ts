import type { EventTime } from '../core/time.ts';
import type { WindowAssigner } from '../core/windows/window-assigner.ts';
import type { StartRange } from '../ports/row-reader.ts';

/** Most windows that are looked up one by one. */
export const MAX_WINDOWS = 10_000;

/** Windows that are shown if nobody says which. */
export const DEFAULT_WINDOWS = 24;

/**
 * Starts of the windows with `from ≤ start < to`, earliest first.
 *
 * @returns `undefined` if they are more than that.
 */
export function windowStartsIn(
  windows: WindowAssigner,
  { from, to }: StartRange,
  most: number = MAX_WINDOWS,
): EventTime[] | undefined {
  if (!(from < to)) return [];
  if (!Number.isFinite(from) || !Number.isFinite(to)) return undefined;
  const starts: EventTime[] = [];
  let start = windows.lastStart(Math.ceil(to) - 1);
  while (start >= from) {
    if (starts.length === most) return undefined;
    starts.push(start);
    start = windows.previousStart(start);
  }
  return starts.reverse();
}

/** Start of the first of the {@link DEFAULT_WINDOWS} that end with the one that holds the instant. */
export function defaultFrom(windows: WindowAssigner | null, until: EventTime): EventTime {
  if (windows === null || !Number.isFinite(until)) return until;
  let start = windows.lastStart(until);
  for (let i = 1; i < DEFAULT_WINDOWS; i++) start = windows.previousStart(start);
  return start;
}
