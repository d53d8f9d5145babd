import type { Json } from '../core/aggregators/aggregator.ts';
import type { OutputType } from '../core/aggregators/output-type.ts';
import type { EventTime } from '../core/time.ts';
import type { Value } from '../core/value.ts';
import type { RowKey } from './effects.ts';

/** An attribute of a view's rows, under the author's name. */
export interface Column {
  readonly name: string;
  readonly type: OutputType;
}

/** A row as its readers see it. */
export interface ViewRow extends RowKey {
  /** Exclusive. Milliseconds. */
  readonly end: EventTime;
  /** Arrival of the newest record that went into it, in milliseconds; `null` if nobody says. */
  readonly updatedAt: EventTime | null;
  /** By column: the grouping fields and the results. */
  readonly values: Readonly<Record<string, Value>>;
  /** Encoded accumulators, if they were asked for and the view has any. */
  readonly acc: readonly Json[] | null;
  /** Columns whose aggregate passed its cap: a lower bound, or less exact than declared. Sorted. */
  readonly capped: readonly string[];
  /** Columns of which only the beginning is shown, as together they are more than a row shows. Sorted. */
  readonly truncated: readonly string[];
  /** The batch run that healed or confirmed the row; `null` if none did. */
  readonly run: string | null;
}

/** Starts of windows, half-open: `from ≤ start < to`. Infinities are allowed. */
export interface StartRange {
  readonly from: EventTime;
  readonly to: EventTime;
}

export interface ReadOptions {
  /** Whether rows bring their accumulators, which may be much larger than what they show. */
  readonly withAccumulators?: boolean;
}

export interface KeyReadOptions extends ReadOptions {
  /** Only so many rows of the range, the last ones; at least 1. */
  readonly latest?: number;
}

/**
 * The rows of all views, for those who only read.
 *
 * Contract:
 * 1. `rowsOfKey` gives the rows of one key in the order of their windows, sees every write that has
 *    returned, and gives each row once, however many there are; with `latest`, the last ones. Records
 *    are rows that start at their time.
 * 2. `rowsOfWindow` gives all rows of the windows that start at one instant, by the bytes of their
 *    keys; records are in no window. It may lag behind writes by moments.
 * 3. A value has the type of its column: a whole number is a `bigint` in a `bigint` column, a decimal
 *    has the scale of its column whatever zeros the store has dropped, an instant is a number.
 * 4. `watermarks` gives how far each task has brought the view; `undefined` is a task that is
 *    expected and has said nothing, the end of time one that has retired.
 * 5. A row that was merged into another is not given; several of one key and start are, each, in a
 *    fixed order.
 * 6. What is more than a row shows is cut and said so in `truncated`; its accumulators never are.
 * 7. Of a view that nobody has written to there is nothing, and that is no error.
 */
export interface RowReader {
  rowsOfKey(
    row: Pick<RowKey, 'view' | 'key'>,
    range: StartRange,
    options?: KeyReadOptions,
  ): Promise<readonly ViewRow[]>;
  rowsOfWindow(
    row: Pick<RowKey, 'view' | 'start'>,
    options?: ReadOptions,
  ): Promise<readonly ViewRow[]>;
  /** By task: a shard of a stream, or of the exchange. */
  watermarks(view: string): Promise<ReadonlyMap<string, EventTime | undefined>>;
}
