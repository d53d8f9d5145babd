import type { Term } from '../../core/cel/build.ts';
import type { Condition, Product } from '../../core/expression.ts';
import type { Field } from '../../core/field-type.ts';
import type { Path } from '../../core/path.ts';
import type { PatternDefinition } from '../../core/pattern/pattern-chain.ts';
import type { Schema } from '../../core/schema/schema.ts';
import type { Windows } from '../../core/windows/window-kinds.ts';
import type { Flow, KeyedFlow } from './operator.ts';
import type {
  AsOfOptions,
  DedupeOptions,
  FlattenOptions,
  JoinOptions,
  Matching,
  MatchOptions,
  MonitorRule,
  PartnerOptions,
  TableJoinOptions,
  TableOptions,
  ViewOptions,
  WindowOptions,
} from './options.ts';
import type {
  Aggregates,
  Alert,
  Joined,
  JoinedTable,
  Multiplied,
  Renamed,
  RowOf,
  Sighted,
  WithValues,
} from './result-types.ts';
import type { Table } from './table.ts';

/** Events on their way, and what is done to each of them. */
export interface Stream<E> {
  /** Where they come from; for tools. */
  readonly flow: Flow;

  /**
   * Keeps the events that fulfil a condition; as data if possible, which SQL can say too.
   *
   * @param accept - Text of CEL (`"amount > 50.00 && country in ['DE', 'FR']"`), what `expression` made,
   *   `where('quantity', '>', 0)`, or a pure function.
   */
  filter(
    accept: string | Term<boolean> | Condition<keyof E & string> | ((event: E) => boolean),
  ): Stream<E>;

  /**
   * Adds a field that is computed from others.
   *
   * @param name - Of the new field; none of the others has it.
   * @param expression - `product('quantity', 'unitPrice')`.
   */
  derive<N extends string, F extends keyof E & string>(
    name: N,
    expression: Product<F>,
  ): Stream<E & Readonly<Record<N, Multiplied<E[F]>>>>;

  /**
   * Adds a field that an expression makes of the others; an event for which it has no value is set aside.
   *
   * @param name - Of the new field; none of the others has it.
   * @param expression - Text of CEL (`'price * quantity'`), or what `expression` made.
   * @param field - What it holds, so that TypeScript knows, too; without it, what the expression gives.
   */
  derive<N extends string, T = unknown>(
    name: N,
    expression: string | Term<T>,
    field?: Field<T>,
  ): Stream<E & Readonly<Record<N, T>>>;

  /**
   * Adds a field from within a `json` field.
   *
   * @param name - Of the new field; none of the others has it.
   * @param expression - `path('address.city', string())`.
   */
  derive<N extends string, T>(
    name: N,
    expression: Path<T, keyof E & string>,
  ): Stream<E & Readonly<Record<N, T>>>;

  /**
   * Adds a field that a function makes of the others: a leaf that plans and SQL do not look into.
   *
   * @param name - Of the new field; none of the others has it.
   * @param field - What it gives, as events hold it; an event for which it gives something else is set aside.
   * @param compute - A pure function.
   */
  derive<N extends string, T>(
    name: N,
    field: Field<T>,
    compute: (event: E) => T,
  ): Stream<E & Readonly<Record<N, T>>>;

  /** Gives fields other names: `rename({ cust: 'customer' })`. The others stay as they are. */
  rename<const M extends Readonly<Partial<Record<keyof E & string, string>>>>(
    names: M,
  ): Stream<Renamed<E, M>>;

  /** Leaves fields out; not the one with the event time. */
  drop<N extends keyof E & string>(...names: readonly [N, ...N[]]): Stream<Omit<E, N>>;

  /** Leaves all other fields out; the one with the event time has to be named. */
  select<N extends keyof E & string>(...names: readonly [N, ...N[]]): Stream<Pick<E, N>>;

  /**
   * An event for each element of a list, at most `FLATTEN_LIMIT` of them; what is no list, or a longer
   * one, sets its event aside.
   *
   * @param field - A `json` field; the element stands in its place.
   * @param options - What an element is: `{ of: string(), as: 'tag' }`.
   */
  flatten<F extends keyof E & string, T = unknown, N extends string = F>(
    field: F,
    options?: FlattenOptions<T, N>,
  ): Stream<Omit<E, F> & Readonly<Record<N, T>>>;

  /** Replaces each event; the new one is described by `schema` and must keep the time field. */
  map<T>(schema: Schema<T>, map: (event: E) => T): Stream<T>;

  /** Replaces each event by any number of events, each described by `schema`. */
  flatMap<T>(schema: Schema<T>, map: (event: E) => readonly T[]): Stream<T>;

  /**
   * The events of several streams as those of one. All have the same fields and the same time field; time
   * is the least of theirs, and the id of an event keeps the name of its own stream.
   *
   * @param others - With fields of the same names and types; what one of them may lack, all may.
   */
  union(...others: readonly [Stream<E>, ...Stream<E>[]]): Stream<E>;

  /**
   * Lets the first event with each value of a field through, within a horizon of event time.
   *
   * An `id` of the stream does so by arrival, and is cheaper where one producer sends twice.
   */
  dedupe(field: keyof E & string, options: DedupeOptions): Stream<E>;

  /** Groups by one or several fields; together, in this order, they are the key of a row. */
  groupBy<K extends keyof E & string>(...keys: readonly [K, ...K[]]): Grouped<E, K>;

  /** Takes all events together: one row per window, with the key `all`. */
  groupAll(): Grouped<E, never>;
}

/** Events with a key. */
export interface Grouped<E, K extends keyof E & string = keyof E & string> {
  /** Where they come from; for tools. */
  readonly keyed: KeyedFlow;

  /**
   * Cuts event time into windows.
   *
   * @param windows - Made by `tumbling`, `sliding`, `cumulating`, `session`, `calendar`, `rolling` or
   *   `globalWindow`.
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
   * millisecond as event time; where panes are discarding, one for each pane.
   */
  rows(): Stream<RowOf<E, K, A>>;

  /** For rolling windows: each event, and beside its fields what was aggregated as of it. */
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
