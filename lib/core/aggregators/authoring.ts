import type { DecimalValue } from '../value.ts';
import type { AggregateSpec } from './spec.ts';

/** What a sum shows: a number if it is safe. */
type Sum = number | bigint | DecimalValue | null;

/** How many events there are; with a field, how many have it. */
export function count(): AggregateSpec<never, number>;
export function count<F extends string>(field: F): AggregateSpec<F, number>;
export function count<F extends string>(field?: F): AggregateSpec<F, number> {
  return field === undefined ? { fn: 'count' } : { fn: 'count', field };
}

/** The exact sum of `int`, `decimal` and `bigint`; the exactly rounded one of `double`. */
export const sum = <F extends string>(field: F): AggregateSpec<F, Sum> => ({ fn: 'sum', field });

/** The smallest value. */
export const min = <F extends string>(field: F): AggregateSpec<F> => ({ fn: 'min', field });

/** The largest value. */
export const max = <F extends string>(field: F): AggregateSpec<F> => ({ fn: 'max', field });

/** The mean: the double nearest to the exact one. */
export const mean = <F extends string>(field: F): AggregateSpec<F, number | null> => ({
  fn: 'mean',
  field,
});

/**
 * How many different values there are, exactly.
 *
 * @param options.cap - Most values that are told apart; with more the row shows `cap + 1`.
 * @defaultValue `AGGREGATE_DEFAULTS.distinctCap`
 */
export const distinct = <F extends string>(
  field: F,
  options: { readonly cap?: number } = {},
): AggregateSpec<F, number> => ({ fn: 'distinct', field, ...options });
