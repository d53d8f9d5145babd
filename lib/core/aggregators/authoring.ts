import type { DecimalValue } from '../value.ts';
import type { AggregateSpec, CustomAggregator, VarianceOf } from './spec.ts';

/** What a sum shows: a number if it is safe, a bigint or a decimal where it must be exact. */
export type SumValue = number | bigint | DecimalValue | null;

/** What a value of a field is shown as. */
export type ShownValue = string | boolean | number | bigint | DecimalValue | null;

/** A value of {@link topK} beside its label. */
export interface Labelled {
  readonly value: ShownValue;
  readonly label: ShownValue;
}

/** How many events there are; with a field, how many have it. */
export function count(): AggregateSpec<never, number>;
export function count<F extends string>(field: F): AggregateSpec<F, number>;
export function count<F extends string>(field?: F): AggregateSpec<F, number> {
  return field === undefined ? { fn: 'count' } : { fn: 'count', field };
}

/** The sum: exact for `int`, `decimal` and `bigint`, exactly rounded for `double`. */
export const sum = <F extends string>(field: F): AggregateSpec<F, SumValue> => ({
  fn: 'sum',
  field,
});

/** The smallest value. */
export const min = <F extends string>(field: F): AggregateSpec<F, ShownValue> => ({
  fn: 'min',
  field,
});

/** The largest value. */
export const max = <F extends string>(field: F): AggregateSpec<F, ShownValue> => ({
  fn: 'max',
  field,
});

/** The mean: the double nearest to the exact one. */
export const mean = <F extends string>(field: F): AggregateSpec<F, number | null> => ({
  fn: 'mean',
  field,
});

/**
 * The variance: the double nearest to the exact one.
 *
 * @param options.of - Whether the values are a sample (divided by n − 1) or all there are (by n).
 * @defaultValue `AGGREGATE_DEFAULTS.varianceOf`
 */
export const variance = <F extends string>(
  field: F,
  options: { readonly of?: VarianceOf } = {},
): AggregateSpec<F, number | null> => ({ fn: 'variance', field, ...options });

/** The value with the earliest event time; of several the smallest. */
export const first = <F extends string>(field: F): AggregateSpec<F, ShownValue> => ({
  fn: 'first',
  field,
});

/** The value with the latest event time; of several the largest. */
export const last = <F extends string>(field: F): AggregateSpec<F, ShownValue> => ({
  fn: 'last',
  field,
});

/** The k largest values, largest first; with a label, each beside the label of its event. */
export function topK<F extends string>(
  field: F,
  k: number,
): AggregateSpec<F, readonly ShownValue[]>;
export function topK<F extends string, L extends string>(
  field: F,
  k: number,
  options: { readonly label: L },
): AggregateSpec<F | L, readonly Labelled[]>;
export function topK(
  field: string,
  k: number,
  options: { readonly label?: string } = {},
): AggregateSpec<string, readonly (ShownValue | Labelled)[]> {
  return { fn: 'topK', field, k, ...options };
}

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

/**
 * About how many different values there are.
 *
 * @param options.error - Relative standard error that is good enough.
 * @defaultValue `AGGREGATE_DEFAULTS.distinctError`
 */
export const approxDistinct = <F extends string>(
  field: F,
  options: { readonly error?: number } = {},
): AggregateSpec<F, number> => ({ fn: 'approxDistinct', field, ...options });

/** How exact a quantile is. */
interface QuantileOptions {
  /**
   * Relative error that is good enough.
   *
   * @defaultValue `AGGREGATE_DEFAULTS.quantileAccuracy`
   */
  readonly accuracy?: number;
}

/**
 * The value below which a share of all values lies, approximately: `quantile('amount', 0.99)`.
 *
 * @param q - From 0, the smallest, to 1, the largest value.
 */
export const quantile = <F extends string>(
  field: F,
  q: number,
  options: QuantileOptions = {},
): AggregateSpec<F, ShownValue> => ({ fn: 'quantile', field, q, ...options });

/** Several quantiles from one sketch: `{ p50, p99, p99_9 }` for `[0.5, 0.99, 0.999]`. */
export const quantiles = <F extends string>(
  field: F,
  q: readonly number[],
  options: QuantileOptions = {},
): AggregateSpec<F, Readonly<Record<string, ShownValue>>> => ({
  fn: 'quantiles',
  field,
  q,
  ...options,
});

/**
 * An aggregate of one's own over the values of a field.
 *
 * It must be a commutative monoid, as the contract of `Aggregator` says; nobody else checks that.
 */
export const custom = <F extends string, In, Acc, Out>(
  implementation: CustomAggregator<In, Acc, Out>,
  field: F,
): AggregateSpec<F, Out> => {
  const { name, version } = implementation;
  return { fn: 'custom', name, version, field, implementation };
};
