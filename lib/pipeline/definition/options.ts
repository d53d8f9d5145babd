import type { Field } from '../../core/field-type.ts';
import type { Match } from '../../core/pair-condition.ts';
import type { DurationInput } from '../../core/time.ts';

/** What readers of a view may rely on. */
export interface ViewOptions {
  /**
   * How old a row may be when nothing fails; the plan derives batching windows from it.
   *
   * @defaultValue `VIEW_DEFAULTS.freshness`
   */
  readonly freshness?: DurationInput;
  /** Raised by one when the meaning changes; the new version fills beside the old. @defaultValue 1 */
  readonly version?: number;
}

/** A length of time that may be negative: `-5m`, or milliseconds. */
export type SignedDuration = DurationInput;

/** Which pairs a join makes. */
export interface JoinOptions<
  A extends string = string,
  B extends string = string,
  T extends 'inner' | 'left' | 'right' | 'full' | undefined =
    | 'inner'
    | 'left'
    | 'right'
    | 'full'
    | undefined,
> {
  /** Prefixes of the left and the right side's fields: `['bid', 'auction']` gives `bid_price`. */
  readonly as: readonly [A, B];
  /** Earliest time of the right event, from the left one on: `-5m` is five minutes before it. */
  readonly lower: SignedDuration;
  /** Latest time of the right event, from the left one on. */
  readonly upper: SignedDuration;
  /** Whether a right event exactly at `lower` is a partner. @defaultValue true */
  readonly lowerInclusive?: boolean;
  /** Whether a right event exactly at `upper` is a partner. @defaultValue true */
  readonly upperInclusive?: boolean;
  /**
   * Which events without a partner are given too, once none can come any more.
   *
   * @defaultValue `inner`: none
   */
  readonly type?: T;
  /** How long behind the watermark an event is still taken. @defaultValue 0 */
  readonly allowedLateness?: DurationInput;
}

/** What a join asks of both sides, beside equal keys. */
export interface Matching<L, R> {
  /**
   * What both events have to fulfil, or they are no partners; a function that throws says no.
   *
   * `matching('price', '<=', 'limit')`, a list of these of which all have to hold, text of CEL over the two
   * events by their prefixes (`'bid.price <= auction.limit * 2'`; `left` and `right` where there are none), or
   * a pure function. A pair for which it has no value does not fulfil it.
   */
  readonly where?:
    | Match<keyof L & string, keyof R & string>
    | readonly Match<keyof L & string, keyof R & string>[]
    | string
    | ((left: L, right: R) => boolean);
}

/** Which events have a partner. */
export interface PartnerOptions
  extends Pick<
    JoinOptions,
    'lower' | 'upper' | 'lowerInclusive' | 'upperInclusive' | 'allowedLateness'
  > {}

/** Which event of the other side is the newest. */
export interface AsOfOptions<A extends string = string, B extends string = string> {
  /** Prefixes of the fields of the left and the right side. */
  readonly as: readonly [A, B];
  /** Whether events without a right one are given too. @defaultValue `inner`: they are not */
  readonly type?: 'inner' | 'left';
  /** How much older than the left event the right one may be. @defaultValue any age */
  readonly tolerance?: DurationInput;
  /**
   * How far behind the watermark the past of the right side is known; an event from before is late.
   *
   * @defaultValue `TABLE_DEFAULTS.history`
   */
  readonly history?: DurationInput;
}

/** What a table is made of. */
export interface TableOptions<F extends string> {
  /** A record that lacks this optional field removes the row of its key. */
  readonly removedWithout?: F;
}

/** Which row of a table an event sees. */
export interface TableJoinOptions<A extends string = string, B extends string = string> {
  /** Prefixes of the event's and the row's fields. */
  readonly as: readonly [A, B];
  /** Whether events without a row are given too. @defaultValue `inner`: they are not */
  readonly type?: 'inner' | 'left';
  /**
   * `arrival`: the row that is there when the event arrives. `eventTime`: the one that held at the
   * event's own time.
   */
  readonly asOf: 'arrival' | 'eventTime';
  /**
   * How long an event waits for changes of the table, in event time: it is joined when the watermark
   * has reached its time plus this. Without it, it is joined at once.
   */
  readonly grace?: DurationInput;
  /**
   * How far behind the watermark the table's past is known.
   *
   * @defaultValue `TABLE_DEFAULTS.history`
   */
  readonly history?: DurationInput;
}

/** What becomes of the elements of a list. */
export interface FlattenOptions<T = unknown, N extends string = string> {
  /**
   * What an element is; one that is something else sets its event aside, and so does null unless it is
   * `optional(…)`.
   *
   * @defaultValue `json()`
   */
  readonly of?: Field<T>;
  /** Name of the field with the element. @defaultValue the name of the field with the list */
  readonly as?: N;
  /** Whether an event whose list is empty or missing goes on, without the field. @defaultValue false */
  readonly keepEmpty?: boolean;
}

/** How long ids are remembered. */
export interface DedupeOptions {
  /** An id is known until the watermark is more than this past its first event. */
  readonly within: DurationInput;
}

/** What a pattern gives. */
export interface MatchOptions {
  /** Whether partial matches whose time ran out are results too. @defaultValue false */
  readonly timeouts?: boolean;
  /**
   * Most partial matches that a key may hold, matches that wait included: from 1 to
   * `STATE_LIMITS.mostRuns`. More than that are given up, the oldest first; it is counted as
   * `overflow: runs`, and later results of the key say `shed`.
   *
   * A pattern that is to be deployed must say it if nothing else bounds it: if its partial matches may
   * wait for ever, or double with every event.
   *
   * @defaultValue `STATE_LIMITS.runs`
   */
  readonly maxPartialMatches?: number;
}

/** When an alert is raised, and when it is over. Exactly one of `above`, `below`, `outside` and `breach`. */
export interface MonitorRule<F extends string = string> {
  /** Stable: part of every alert's id. */
  readonly name: string;
  /** The aggregate that is watched. */
  readonly field: F;
  /** A window breaches if its value is greater. Units: those of the field, a decimal in whole ones. */
  readonly above?: number;
  /** A window breaches if its value is less. */
  readonly below?: number;
  /** A window breaches if its value is less than the first or greater than the second. */
  readonly outside?: readonly [number, number];
  /**
   * A window breaches if this is true of its row, key and window among its fields, text of CEL:
   * `'p99 > limit && requests > 10'`. A row for which it has no value is as none.
   */
  readonly breach?: string;
  /**
   * A window that does not breach is a good one only if this is true of its row, too; else it says nothing, so
   * that an alert does not flicker: `'p99 < 200'`.
   *
   * @defaultValue every window that does not breach is good
   */
  readonly recover?: string;
  /** An alert is raised when so many of the last so many windows breach. @defaultValue 1 of 1 */
  readonly when?: { readonly windows: number; readonly of: number };
  /** Good windows in a row that end an alert. @defaultValue 1 */
  readonly recoverAfter?: number;
  /**
   * What a window without a row, or without a value, says.
   *
   * @defaultValue `skip`: nothing
   */
  readonly missing?: 'skip' | 'good' | 'breach';
  /** No second alert of a key within this event time after one. @defaultValue 0 */
  readonly suppress?: DurationInput;
  /** A key without a row for so long is forgotten. @defaultValue `MONITOR_DEFAULTS.forgetAfter` */
  readonly forgetAfter?: DurationInput;
}
