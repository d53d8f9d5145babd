import type { ShownValue } from './shown-value.ts';
import type { AggregateSpec, Collecting, Filtered, InSequence } from './spec.ts';

/** Options of {@link first} and {@link last}. */
export interface SomeInSequence extends InSequence {
  /** How many, from 1 to `AGGREGATE_LIMITS.collectCap`; rows then show a list, in the order of events. */
  readonly n: number;
}

/**
 * The value with the earliest event time; of several the smallest.
 *
 * @param field - A field of any type.
 */
export function first<F extends string>(field: F): AggregateSpec<F, ShownValue>;
/**
 * The first values in the order of events: by event time, and by arrival where times are equal. Rows
 * show a list, shorter than `n` if there are fewer.
 *
 * @param field - A field of any type.
 * @param options - `{ n: 2 }`; without `n` the first value alone, `null` included if `nulls` are kept.
 */
export function first<F extends string, W extends string = never>(
  field: F,
  options: SomeInSequence & Filtered<W>,
): AggregateSpec<F | W, readonly ShownValue[]>;
export function first<F extends string, W extends string = never>(
  field: F,
  options: InSequence & Filtered<W>,
): AggregateSpec<F | W, ShownValue>;
export function first<F extends string, W extends string = never>(
  field: F,
  options: Partial<SomeInSequence> & Filtered<W> = {},
): AggregateSpec<F | W, ShownValue | readonly ShownValue[]> {
  return { fn: 'first', field, ...options };
}

/**
 * The value with the latest event time; of several the largest.
 *
 * @param field - A field of any type.
 */
export function last<F extends string>(field: F): AggregateSpec<F, ShownValue>;
/**
 * The last values in the order of events, the last of all at the end: by event time, and by arrival
 * where times are equal. Rows show a list, shorter than `n` if there are fewer.
 *
 * @param field - A field of any type.
 * @param options - `{ n: 2 }`; without `n` the last value alone, `null` included if `nulls` are kept.
 */
export function last<F extends string, W extends string = never>(
  field: F,
  options: SomeInSequence & Filtered<W>,
): AggregateSpec<F | W, readonly ShownValue[]>;
export function last<F extends string, W extends string = never>(
  field: F,
  options: InSequence & Filtered<W>,
): AggregateSpec<F | W, ShownValue>;
export function last<F extends string, W extends string = never>(
  field: F,
  options: Partial<SomeInSequence> & Filtered<W> = {},
): AggregateSpec<F | W, ShownValue | readonly ShownValue[]> {
  return { fn: 'last', field, ...options };
}

/**
 * The `i`-th value in the order of events, counted from 1; `null` if there are fewer.
 *
 * @param field - A field of any type.
 * @param i - From 1 to `AGGREGATE_LIMITS.collectCap`.
 */
export const nth = <F extends string, W extends string = never>(
  field: F,
  i: number,
  options: InSequence & Filtered<W> = {},
): AggregateSpec<F | W, ShownValue> => ({ fn: 'nth', field, i, ...options });

/**
 * All values in the order of events: by event time, and by arrival where times are equal. Rows show a
 * list.
 *
 * @param field - A field of any type.
 */
export const collectList = <F extends string, W extends string = never>(
  field: F,
  options: Collecting & Filtered<W> = {},
): AggregateSpec<F | W, readonly ShownValue[]> => ({ fn: 'collectList', field, ...options });

/**
 * The different values, in the order in which they come first. Rows show a list.
 *
 * @param field - A field of any type; JSON values are equal if their members are, in any order.
 */
export const collectSet = <F extends string, W extends string = never>(
  field: F,
  options: Collecting & Filtered<W> = {},
): AggregateSpec<F | W, readonly ShownValue[]> => ({ fn: 'collectSet', field, ...options });

/**
 * All texts in the order of events as one: `stringAgg('page', ', ')`; `null` if there are none.
 *
 * @param field - A text field; events that lack it are passed over.
 * @param separator - What stands between two of them.
 */
export const stringAgg = <F extends string, W extends string = never>(
  field: F,
  separator: string,
  options: Omit<Collecting, 'nulls'> & Filtered<W> = {},
): AggregateSpec<F | W, string | null> => ({ fn: 'stringAgg', field, separator, ...options });
