import type { DurationMs, EventTime } from '../core/time.ts';

/** Which rows are asked for. Bounds are of the starts of windows: `from ≤ start < to`. */
export interface RowQuery {
  /** Canonical text of the key; all keys without it. */
  readonly key?: string | undefined;
  readonly from?: EventTime | undefined;
  readonly to?: EventTime | undefined;
  /** Counts back from how far the view has come; not together with `from`. Milliseconds. */
  readonly last?: DurationMs | undefined;
  /** Whether rows must be added up later. */
  readonly withAccumulators?: boolean;
}
