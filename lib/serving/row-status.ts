import type { DurationMs, EventTime } from '../core/time.ts';
import { isTooLate } from '../core/watermark.ts';
import type { CoveredRange } from '../ports/coverage-store.ts';
import type { ViewRow } from '../ports/row-reader.ts';

/** Whether a batch run has computed a window. */
export const isCovered = (
  { start, end }: Pick<ViewRow, 'start' | 'end'>,
  covered: readonly CoveredRange[],
): boolean => covered.some(({ from, to }) => from <= start && end <= to);

/**
 * How final a row is.
 *
 * `open`: events may still change it. `closed`: the speed layer will not; records never change, so
 * they are. `verified`: a batch run has computed it again from the lake.
 */
export type RowStatus = 'open' | 'closed' | 'verified';

/** How far a view is complete, and what of it batch runs have computed again. */
export interface ViewReach {
  readonly watermark: EventTime;
  readonly covered: readonly CoveredRange[];
}

/** Whether and how a row is final; derived, so that no row is written again to say so. */
export function rowStatus(
  { start, end, run }: Pick<ViewRow, 'start' | 'end' | 'run'>,
  allowedLateness: DurationMs,
  { watermark, covered }: ViewReach,
): RowStatus {
  if (run !== null) return 'verified';
  if (isCovered({ start, end }, covered)) return 'verified';
  return isTooLate(end, allowedLateness, watermark) ? 'closed' : 'open';
}
