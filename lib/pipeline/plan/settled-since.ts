import type { DurationMs, EventTime } from '../../core/time.ts';
import { assignerOf } from '../../core/windows/assigner-of.ts';
import type { WindowAssigner } from '../../core/windows/window-assigner.ts';
import type { Windows } from '../../core/windows/window-kinds.ts';

/** What results of a view are of, and how much later they do not change any more. */
export interface Settling {
  /** Of its rows; absent if they are of no windows. */
  readonly windows?: Windows;
  /** From the end of a row, or the time of a record, on. Milliseconds. */
  readonly settling: DurationMs;
}

/**
 * The time from which on results have to be looked at, to see all that have settled since a moment.
 *
 * Windows that are longer than what has passed since begin before it. `end` is that of the first of them:
 * until then none has settled.
 */
export function settledSince(
  { windows, settling }: Settling,
  moment: EventTime,
): { readonly from: EventTime; readonly end: EventTime } {
  const since = moment - settling;
  const assigner = windows === undefined ? null : assignerOf(windows);
  return assigner === null ? { from: since, end: since } : firstEndingBehind(assigner, since);
}

function firstEndingBehind(windows: WindowAssigner, since: EventTime) {
  let from = windows.lastStart(since);
  for (
    let before = windows.previousStart(from);
    windows.endOf(before) > since;
    before = windows.previousStart(from)
  ) {
    from = before;
  }
  return { from, end: windows.endOf(from) };
}
