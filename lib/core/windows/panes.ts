import type { DurationMs, EventTime } from '../time.ts';
import { type AlignedWindows, lastWindowStart } from './window.ts';

/**
 * The longest windows without overlap that every one of some windows is made of, whole: an event is in
 * one of them only, however many windows hold it.
 */
export function panesOf({ size, slide, offset }: AlignedWindows): AlignedWindows {
  const length = divisor(size, slide);
  return { kind: 'aligned', size: length, slide: length, offset };
}

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));

/** Start of the first window that holds a pane. */
export const firstWindowOf = (windows: AlignedWindows, pane: EventTime): EventTime =>
  lastWindowStart(windows, pane - windows.size) + windows.slide;

/** Start of the first window that is not closed. */
export const firstOpen = (
  windows: AlignedWindows,
  allowedLateness: DurationMs,
  watermark: EventTime,
): EventTime =>
  lastWindowStart(windows, watermark - allowedLateness - windows.size) + windows.slide;

/** Part of a pane: what those windows have that start at `since` or later; all that hold it without. */
export interface PaneId {
  readonly start: EventTime;
  readonly since?: EventTime;
}

/**
 * Where what comes now goes: windows that are closed for it must not get it.
 *
 * @param part - Where it would go if nothing were closed.
 * @returns `undefined` if all windows that hold the pane are closed.
 */
export function openPart(
  windows: AlignedWindows,
  { start, since }: PaneId,
  open: EventTime,
): PaneId | undefined {
  if (open > lastWindowStart(windows, start)) return undefined;
  const first = Math.max(open, since ?? open);
  return first > firstWindowOf(windows, start) ? { start, since: first } : { start };
}
