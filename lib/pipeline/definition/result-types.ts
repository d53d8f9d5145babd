import type { AggregateSpec } from '../../core/aggregators/bind.ts';
import type { ExpressionText } from '../../core/cel/build.ts';
import type { Decimal } from '../../core/decimal.ts';
import type { DecimalValue } from '../../core/value.ts';
import type { JoinOptions } from './options.ts';

/** Aggregates by the names that rows show. */
export type Aggregates<E> = Readonly<
  Record<string, AggregateSpec<(keyof E & string) | ExpressionText>>
>;

/** How an aggregate's value appears in an event: null is missing. */
type EventValue<Out> = unknown extends Out
  ? unknown
  : null extends Out
    ? PlainValue<Out> | undefined
    : PlainValue<Out>;

type PlainValue<Out> = Out extends null
  ? never
  : Out extends string | number | bigint | boolean
    ? Out
    : Out extends DecimalValue
      ? Decimal
      : Out;

/** A product of values: a decimal if one of them is. Missing if one may be. */
export type Multiplied<V> = (Decimal extends V ? Decimal : number) | Extract<V, undefined>;

type Values<A> = {
  readonly [N in keyof A]: A[N] extends AggregateSpec<infer _F, infer Out>
    ? EventValue<Out>
    : unknown;
};

/** The time that a row is about. */
export interface WindowFields {
  /** Milliseconds since 1970. */
  readonly windowStart: number;
  /** Exclusive; milliseconds since 1970. */
  readonly windowEnd: number;
  /** Its last millisecond, `windowEnd − 1`: the event time of the row. */
  readonly windowTime: number;
}

/** A row as an event: its key, its window, its values. */
export type RowOf<E, K extends keyof E, A> = Pick<E, K> & WindowFields & Values<A>;

/** A row of a window that may have had no events. */
export type Filled<Row> = Row & {
  /** Whether the window had none. */
  readonly filled: boolean;
  /** Whether windows before it have no row, as they were more than the limit. */
  readonly cut: boolean;
};

/** An event in the group of one of several sets of keys: keys that the set leaves out are missing. */
export type InSets<E, K extends keyof E> = Omit<E, K> &
  Partial<Pick<E, K>> & {
    /** A bit for each key, the first one's the highest: 1 where the set leaves it out. */
    readonly groupingId: number;
  };

/** An event with values beside its own fields. */
export type WithValues<E, A> = E & Values<A>;

/** An event some of whose fields have other names. */
export type Renamed<E, M> = {
  readonly [F in keyof E as F extends keyof M ? (M[F] extends string ? M[F] : F) : F]: E[F];
};

type Prefixed<E, P extends string> = {
  readonly [F in keyof E & string as `${P}_${F}`]: E[F];
};

type Maybe<T, When> = When extends true ? Partial<T> : T;

type JoinType = JoinOptions['type'];

/** A pair: the fields of both sides under their prefixes, and the later of the two times. */
export type Joined<L, R, A extends string, B extends string, T extends JoinType> = Maybe<
  Prefixed<L, A>,
  T extends 'right' | 'full' ? true : false
> &
  Maybe<Prefixed<R, B>, T extends 'left' | 'full' ? true : false> & { readonly time: number };

/** An event with a table's row: the fields of both under their prefixes, and the event's time. */
export type JoinedTable<E, R, A extends string, B extends string> = Prefixed<E, A> &
  Partial<Prefixed<R, B>> & { readonly time: number };

/**
 * What a pattern found: an event with the grouping fields and what follows. Its event time is `at`.
 *
 * @example
 * ```json
 * {
 *   "user": "ada", "outcome": "match", "at": 1772361025000,
 *   "events": {
 *     "cart": [{ "user": "ada", "type": "cart", "session": "s3", "at": 1772359225000 }],
 *     "checkout": [{ "user": "ada", "type": "checkout", "session": "s3", "at": 1772359260000 }]
 *   }
 * }
 * ```
 */
export type Sighted<E, K extends keyof E> = Pick<E, K> & {
  /** `match`: all of a pattern. `timeout`: the part of a pattern whose time ran out. */
  readonly outcome: 'match' | 'timeout';
  /** When it was certain. */
  readonly at: number;
  /** Events by stage, earliest first; no entry for a stage without events. */
  readonly events: unknown;
  /**
   * How many partial matches and matches its key had given up at a limit by then; missing if none: then
   * nothing that belongs before this result is missing.
   */
  readonly shed?: number;
};

/** What a monitor says. */
export type Alert<E, K extends keyof E> = Pick<E, K> &
  WindowFields & {
    /** Made of the rule, the key and the window that raised it: the same in its recovery. */
    readonly alertId: string;
    /** Name of the rule. */
    readonly rule: string;
    /** Whether it begins or ends. */
    readonly status: 'alerting' | 'recovered';
    /** The watched value in the window that decided; missing if there was no row. */
    readonly value?: unknown;
    /** How many of the last windows breached. */
    readonly breaches: number;
  };
