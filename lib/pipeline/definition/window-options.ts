import type { DurationInput } from '../../core/time.ts';

/** How late an event may be for its window, and when the window's rows are given. */
export interface WindowOptions {
  /**
   * How long after its end a window still takes events, in event time.
   *
   * @defaultValue 0: a window is final as soon as the watermark has reached its end.
   */
  readonly allowedLateness?: DurationInput;
  /**
   * `onTimeAndLate`: a row when the window closes, then one for each late event that it takes.
   * `final`, or in the word of others `onClose`: one row when no event can come any more.
   *
   * @defaultValue `onTimeAndLate`
   */
  readonly emit?: 'onTimeAndLate' | 'final' | 'onClose';
  /**
   * Whether a row holds the whole window, or only what came since the last row.
   *
   * @defaultValue `accumulating`
   */
  readonly accumulation?: 'accumulating' | 'discarding';
  /**
   * What a view stores of windows that overlap. `windows`: a row for each, so that an event changes
   * `size / slide` rows. `panes`: what the windows are made of, one row an event, which readers combine.
   *
   * @defaultValue `windows` up to `ROWS_PER_EVENT` rows an event, `panes` beyond
   */
  readonly rows?: 'windows' | 'panes';
}

/** Which times of their own results may have. */
export interface TimeOptions {
  /**
   * How far behind the event time that it had a result may be: so long something of it may come later.
   *
   * @defaultValue `OWN_TIME_DEFAULTS.ahead`
   */
  readonly ahead?: DurationInput;
}

/** Which time rows have as events. */
export interface RowsOptions<F extends string = string> extends TimeOptions {
  /**
   * An aggregate that gives an instant, at or after the start of the window; of a session, at or after
   * its last event. A row whose time is earlier, or too far ahead, is set aside. The windows of the next step go by it.
   *
   * @defaultValue `windowTime`, the last millisecond of the window
   */
  readonly time?: F;
}

/** What a value of a window without events is. */
export type FillValue = 'zero' | 'null' | 'carry';

/** How windows without events get rows. */
export interface FillOptions<F extends string = string> {
  /**
   * What their values are: `zero` (where it is a number, else missing), `null` (missing), or `carry`, that
   * of the row before; for all, or by the names of aggregates.
   *
   * @defaultValue `null`; also for an aggregate that is not named
   */
  readonly fill?: FillValue | Readonly<Partial<Record<F, FillValue>>>;
  /**
   * `lastRow`: windows between two rows of a key, when the second comes; its time is theirs.
   * `watermark`: windows behind a row, when time has passed them.
   *
   * @defaultValue `lastRow`
   */
  readonly until?: 'lastRow' | 'watermark';
  /**
   * Most windows that are filled one after the other; the row behind a longer gap is marked as `cut`, and
   * counted as `overflow: gap`.
   *
   * @defaultValue `FILL_DEFAULTS.limit`
   */
  readonly limit?: number;
  /**
   * A key that has had no row for that long, in event time, begins anew.
   *
   * @defaultValue `FILL_DEFAULTS.forgetAfter`
   */
  readonly forgetAfter?: DurationInput;
}
