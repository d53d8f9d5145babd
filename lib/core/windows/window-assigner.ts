import type { EventTime } from '../time.ts';
import { type AlignedWindows, lastWindowStart } from './window.ts';

/**
 * Which windows contain an instant, where that depends on nothing but the instant.
 *
 * Starts of windows, in order, have ends in the same order.
 */
export interface WindowAssigner {
  /** Start of the latest window that contains the instant. */
  lastStart(at: EventTime): EventTime;
  /** Start of the window before; it may not contain the instant that the other does. */
  previousStart(start: EventTime): EventTime;
  endOf(start: EventTime): EventTime;
  /** Whether an instant may lie in several windows. */
  readonly overlap: boolean;
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
