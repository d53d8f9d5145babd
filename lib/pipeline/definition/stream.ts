import type { Term } from '../../core/cel/build.ts';
import type { ConditionOn, Product } from '../../core/expression.ts';
import type { Field } from '../../core/field-type.ts';
import type { Path } from '../../core/path.ts';
import type { Schema } from '../../core/schema/schema.ts';
import type { Grouped } from './grouped.ts';
import type { Flow } from './operator.ts';
import type { DedupeOptions, FlattenOptions } from './options.ts';
import type { InSets, Multiplied, Renamed } from './result-types.ts';
import type { TimeOptions } from './window-options.ts';

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
  filter(accept: string | Term<boolean> | ConditionOn<E> | ((event: E) => boolean)): Stream<E>;

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

  /**
   * Groups by what expressions give, each under a name of its own, and by fields:
   * `groupBy({ hour: "at.getHours('Europe/Berlin')" }, 'country')`. An event for which an expression has
   * no value is set aside.
   */
  groupBy<N extends string, K extends keyof E & string = never>(
    computed: Readonly<Record<N, string | Term>>,
    ...keys: readonly K[]
  ): Grouped<E & Readonly<Record<N, unknown>>, N | K>;

  /**
   * Groups by several sets of keys at once: each event is in a group of each set, in which keys that the
   * set leaves out are missing, and `groupingId` tells that from missing values.
   *
   * @param sets - `[['country', 'city'], ['country'], []]`: at most `MAX_SETS`, each once.
   */
  groupBySets<K extends keyof E & string>(
    sets: readonly (readonly K[])[],
  ): Grouped<InSets<E, K>, K | 'groupingId'>;

  /** {@link Stream.groupBySets} by all sets that can be made of some keys. */
  groupByCube<K extends keyof E & string>(
    ...keys: readonly [K, ...K[]]
  ): Grouped<InSets<E, K>, K | 'groupingId'>;

  /** {@link Stream.groupBySets} by these keys, by all but the last, and so on to none. */
  groupByRollup<K extends keyof E & string>(
    ...keys: readonly [K, ...K[]]
  ): Grouped<InSets<E, K>, K | 'groupingId'>;

  /**
   * Gives events another field as their event time: windows behind it go by that. One whose new time is
   * before its event time is set aside, as time may have passed it, and so is one that is far ahead.
   *
   * @param field - An instant that every event has.
   */
  timedBy(field: keyof E & string, options?: TimeOptions): Stream<E>;

  /** {@link Grouped.sorted} for all events together: one order over all keys, in one place. */
  sorted(): Stream<E>;

  /** Takes all events together: one row per window, with the key `all`. */
  groupAll(): Grouped<E, never>;
}
