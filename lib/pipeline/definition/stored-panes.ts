import type { DurationMs } from '../../core/time.ts';
import { panesOf } from '../../core/windows/panes.ts';
import {
  type AlignedWindows,
  MAX_WINDOWS_PER_EVENT,
  windowsPerEvent,
} from '../../core/windows/window.ts';
import type { WindowAggregation } from './operator.ts';

/**
 * Most rows that an event changes unless the author says so: those of `sliding('1d', '1h')`.
 *
 * Panes cost less to write from two windows an event on. Up to here rows stay plain all the same: whoever
 * queries the table finds windows, and an event costs no more writes than this.
 */
export const ROWS_PER_EVENT = 24;

/** Whether windows are made of so few panes that a reader can combine them. */
export const hasPanes = (windows: AlignedWindows): boolean =>
  windows.size / panesOf(windows).size <= MAX_WINDOWS_PER_EVENT;

/** Whether a step keeps panes in the place of its windows: an event is in one, however many windows have it. */
export const keepsPanes = (windows: AlignedWindows): boolean =>
  windowsPerEvent(windows) > ROWS_PER_EVENT && hasPanes(windows);

/** What the rows of a view are of. */
export const storedWindows = ({ windows, panes }: Stored): AlignedWindows => panes ?? windows;

/** How much time passes after the end of what a row is of until it does not change any more. */
export const rowSettling = ({ windows, panes = windows, allowedLateness }: Stored): DurationMs =>
  windows.size - panes.size + allowedLateness;

interface Stored {
  readonly windows: AlignedWindows;
  readonly panes?: AlignedWindows;
  readonly allowedLateness: DurationMs;
}

/** What the rows of a view are of, if not of its windows. */
export function storedPanes(
  windows: AlignedWindows,
  rows: WindowAggregation['rows'],
): AlignedWindows | undefined {
  const perEvent = windowsPerEvent(windows);
  const isMany = perEvent > (rows === 'panes' ? 1 : ROWS_PER_EVENT);
  return rows !== 'windows' && isMany && hasPanes(windows) ? panesOf(windows) : undefined;
}
