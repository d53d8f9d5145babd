import type { Term } from '../../core/cel/build.ts';
import type { Condition } from '../../core/expression.ts';
import type { PatternDefinition } from '../../core/pattern/pattern-chain.ts';
import type { Windows } from '../../core/windows/window-kinds.ts';
import type { KeyedFlow } from './operator.ts';
import type {
  AsOfOptions,
  JoinOptions,
  Matching,
  MatchOptions,
  MonitorRule,
  PartnerOptions,
  TableJoinOptions,
  TableOptions,
  ViewOptions,
} from './options.ts';
import type {
  Aggregates,
  Alert,
  Filled,
  Joined,
  JoinedTable,
  RowOf,
  Sighted,
  WithValues,
} from './result-types.ts';
import type { Stream } from './stream.ts';
import type { Table } from './table.ts';
import type { FillOptions, RowsOptions, WindowOptions } from './window-options.ts';

/** Events with a key. */
export interface Grouped<E, K extends keyof E & string = keyof E & string> {
  /** Where they come from; for tools. */
  readonly keyed: KeyedFlow;

  /**
   * Cuts event time into windows.
   *
   * @param windows - Made by `tumbling`, `sliding`, `cumulating`, `session`, `calendar`, `rolling`,
   *   `preceding` or `globalWindow`.
   */
  window(windows: Windows, options?: WindowOptions): Windowed<E, K>;

  /** Pairs events with those of another stream that have an equal key and a near time. */
  join<
    R,
    A extends string,
    B extends string,
    T extends JoinOptions['type'] = 'inner',
    KR extends keyof R & string = keyof R & string,
  >(
    other: Grouped<R, KR>,
    options: JoinOptions<A, B, T> & Matching<E, R>,
  ): Stream<Joined<E, R, A, B, T>>;

  /**
   * Lets events through that have a partner in another stream, each once however many it has, with its
   * first one.
   */
  semiJoin<R, KR extends keyof R & string = keyof R & string>(
    other: Grouped<R, KR>,
    options: PartnerOptions & Matching<E, R>,
  ): Stream<E>;

  /** Lets events through that have no partner in another stream, when none can come any more. */
  antiJoin<R, KR extends keyof R & string = keyof R & string>(
    other: Grouped<R, KR>,
    options: PartnerOptions & Matching<E, R>,
  ): Stream<E>;

  /**
   * Gives each event the newest one of another stream that is not after it, once that is certain: when
   * the watermark has passed the event. Of two at one time, the one that arrived last.
   */
  joinAsOf<R, A extends string, B extends string, KR extends keyof R & string = keyof R & string>(
    other: Grouped<R, KR>,
    options: AsOfOptions<A, B>,
  ): Stream<JoinedTable<E, R, A, B>>;

  /** The last event of each key, as a table that streams are joined with. */
  table(options?: TableOptions<keyof E & string>): Table<E>;

  /** Gives each event the row that its key has in a table. */
  joinTable<R, A extends string, B extends string>(
    table: Table<R>,
    options: TableJoinOptions<A, B> & Matching<E, R>,
  ): Stream<JoinedTable<E, R, A, B>>;

  /**
   * Looks for a pattern in the events of a key, in the order of event time. Each match is an event
   * ({@link Sighted}): the key, `outcome`, `at`, `events` by stage, and `shed` if something was given up.
   *
   * @param pattern - What `.build()` gives at the end of `pattern()`.
   */
  match(pattern: PatternDefinition<E>, options?: MatchOptions): Stream<Sighted<E, K>>;

  /**
   * Holds each event until the watermark has passed it: then no event of its key can come any more that is
   * before it, and all leave in the order of event time, and of arrival where times are equal.
   */
  sorted(): Stream<E>;

  /** Names the view: every event is a record in it, under its key. */
  view(name: string, options?: ViewOptions): void;
}

/** Events with a key and windows. */
export interface Windowed<E, K extends keyof E & string = keyof E & string> {
  /** Says what is kept per key and window, each under the name that its rows show. */
  aggregate<A extends Aggregates<E>>(aggregates: A): Aggregated<E, K, A>;
}

/** The rows of closed windows, for further steps. */
export interface Rows<E, K extends keyof E & string, A extends Aggregates<E>> {
  /**
   * The rows as events: one for each window that will not change any more, with its last
   * millisecond as event time, or a time of their own; where panes are discarding, and of
   * `globalWindow({ every })`, each row.
   */
  rows(options?: RowsOptions<keyof A & string>): Stream<RowOf<E, K, A>>;

  /**
   * Keeps the rows of which a condition on key and aggregates is true, under the same key:
   * `having('orders > 10 && revenue > 20.00 * orders')`. Of rolling windows, the events with their values.
   * Behind windows that take late events rows may change, so these have to say `emit: 'final'`.
   */
  having(
    condition: string | Term<boolean> | Condition<(K | keyof A) & string>,
  ): Grouped<RowOf<E, K, A> & Partial<E>, K>;

  /**
   * The rows as events, and rows for windows of their key that had no events, marked as `filled`.
   *
   * @param options - What their values are: `{ fill: 'zero', until: 'watermark' }`.
   */
  fill(options?: FillOptions<keyof A & string>): Stream<Filled<RowOf<E, K, A>>>;

  /**
   * For windows that answer each event, `rolling` and `preceding`: the event, and beside its fields what
   * was aggregated as of it.
   */
  features(): Stream<WithValues<E, A>>;

  /**
   * Raises an alert when rows of a key cross a threshold, and says when it is over. Each is an event
   * ({@link Alert}). For windows that close, so not for rolling ones.
   *
   * @param rule - The threshold: `{ name: 'slow', field: 'p99', above: 250 }`.
   */
  monitor(rule: MonitorRule<keyof A & string>): Stream<Alert<E, K>>;
}

/** Aggregates that only lack a name. */
export interface Aggregated<E, K extends keyof E & string, A extends Aggregates<E>>
  extends Rows<E, K, A> {
  /** Names the view: the table of its rows, for ever. Further steps may go on from its rows. */
  view(name: string, options?: ViewOptions): Rows<E, K, A>;
}
