import type { EventTime } from '../time.ts';
import { type AlignedWindows, lastWindowStart } from './window.ts';
import type { CumulatingWindows } from './window-kinds.ts';

/**
 * Which windows contain an instant, where that depends on nothing but the instant.
 *
 * Each window has a start of its own. Starts of windows, in order, have ends in the same order.
 */
export interface WindowAssigner {
  /** Start of the latest window that contains the instant. */
  lastStart(at: EventTime): EventTime;
  /** Start of the window before; it may not contain the instant that the other does. */
  previousStart(start: EventTime): EventTime;
  endOf(start: EventTime): EventTime;
  /** Whether an instant may lie in several windows. */
  readonly overlap: boolean;
  /**
   * Since when a window holds events, where several do so since the same instant: they are told apart
   * by the starts of their last steps. Absent: since its start.
   */
  readonly since?: (start: EventTime) => EventTime;
}

/** Windows of equal length at equal distances. */
export function alignedAssigner(windows: AlignedWindows): WindowAssigner {
  const { size, slide } = windows;
  return {
    lastStart: (at) => lastWindowStart(windows, at),
    previousStart: (start) => start - slide,
    endOf: (start) => start + size,
    overlap: slide < size,
  };
}

/** Windows that start together, each named by the start of its last step. */
export function cumulatingAssigner({ step, size, offset }: CumulatingWindows): WindowAssigner {
  const spans: AlignedWindows = { kind: 'aligned', size, slide: size, offset };
  return {
    lastStart: (at) => lastWindowStart(spans, at) + size - step,
    previousStart: (start) => start - step,
    endOf: (start) => start + step,
    overlap: true,
    since: (start) => lastWindowStart(spans, start),
  };
}
