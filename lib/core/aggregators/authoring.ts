import type { Labelled, RankedRow, ShownValue, SumValue } from './shown-value.ts';
import type { AggregateSpec, CustomAggregator, Filtered, VarianceOf } from './spec.ts';

export * from './authoring-rows.ts';
export * from './authoring-sequence.ts';
export * from './authoring-statistics.ts';
export type { Labelled, RankedRow, ShownValue, SumValue };

/**
 * How many events there are. Rows show a number, 0 included.
 */
export function count(): AggregateSpec<never, number>;
/**
 * How many events there are that fulfil a condition: `count({ where: "country == 'FR'" })`.
 */
export function count<W extends string = never>(options: Filtered<W>): AggregateSpec<W, number>;
/**
 * How many events have a field. Rows show a number, 0 included.
 *
 * @param field - Any field; events that lack it do not count.
 */
export function count<F extends string, W extends string = never>(
  field: F,
  options?: Filtered<W>,
): AggregateSpec<F | W, number>;
export function count(
  field?: string | Filtered,
  options: Filtered = {},
): AggregateSpec<string, number> {
  if (field === undefined) return { fn: 'count' };
  return typeof field === 'string' ? { fn: 'count', field, ...options } : { fn: 'count', ...field };
}

/**
 * The sum: exact for `int`, `decimal` and `bigint`, exactly rounded for `double`.
 *
 * @param field - A field of one of these types, or an expression over the fields: `sum('price * quantity')`.
 *   Error: none. Rows show `null` if no event has it.
 */
export const sum = <F extends string, W extends string = never>(
  field: F,
  options: Filtered<W> = {},
): AggregateSpec<F | W, SumValue> => ({ fn: 'sum', field, ...options });

/**
 * The smallest value; `null` if no event has one.
 *
 * @param field - A field of any type but `json`; text is compared by code points.
 */
export const min = <F extends string, W extends string = never>(
  field: F,
  options: Filtered<W> = {},
): AggregateSpec<F | W, ShownValue> => ({ fn: 'min', field, ...options });

/**
 * The largest value; `null` if no event has one.
 *
 * @param field - A field of any type but `json`; text is compared by code points.
 */
export const max = <F extends string, W extends string = never>(
  field: F,
  options: Filtered<W> = {},
): AggregateSpec<F | W, ShownValue> => ({ fn: 'max', field, ...options });

/**
 * The mean: the double nearest to the exact one; `null` if no event has a value.
 *
 * @param field - A numeric field.
 */
export const mean = <F extends string, W extends string = never>(
  field: F,
  options: Filtered<W> = {},
): AggregateSpec<F | W, number | null> => ({ fn: 'mean', field, ...options });

/**
 * The variance: the double nearest to the exact one; `null` if there are too few values.
 *
 * @param field - A numeric field.
 * @param options.of - Whether the values are a `sample` (divided by n − 1) or all there are, the
 *   `population` (by n). Default: `AGGREGATE_DEFAULTS.varianceOf`.
 */
export const variance = <F extends string, W extends string = never>(
  field: F,
  options: { readonly of?: VarianceOf } & Filtered<W> = {},
): AggregateSpec<F | W, number | null> => ({ fn: 'variance', field, ...options });

/**
 * The k largest values, largest first: rows show a list, shorter than `k` if there are fewer. Error: none.
 *
 * @param field - A field of any type but `json`.
 * @param k - How many, from 1 to `AGGREGATE_LIMITS.k`.
 */
export function topK<F extends string, W extends string = never>(
  field: F,
  k: number,
  options?: Filtered<W>,
): AggregateSpec<F | W, readonly ShownValue[]>;
/**
 * The k largest values beside a label of their events, largest first: rows show a list of
 * `{ value, label }`. Error: none.
 *
 * @param field - A field of any type but `json`.
 * @param k - How many, from 1 to `AGGREGATE_LIMITS.k`.
 * @param options - Which field is shown beside the value: `topK('amount', 3, { label: 'customer' })`.
 */
export function topK<F extends string, L extends string, W extends string = never>(
  field: F,
  k: number,
  options: { readonly label: L } & Filtered<W>,
): AggregateSpec<F | L | W, readonly Labelled[]>;
export function topK(
  field: string,
  k: number,
  options: { readonly label?: string } & Filtered = {},
): AggregateSpec<string, readonly (ShownValue | Labelled)[]> {
  return { fn: 'topK', field, k, ...options };
}

/**
 * How many different values there are, exactly.
 *
 * @param field - A field of any type but `json`.
 * @param options.cap - Most values that are told apart, up to `AGGREGATE_LIMITS.distinctCap`; with more
 *   the row shows `cap + 1` and names the aggregate in `capped`.
 *   Default: `AGGREGATE_DEFAULTS.distinctCap`.
 */
export const distinct = <F extends string, W extends string = never>(
  field: F,
  options: { readonly cap?: number } & Filtered<W> = {},
): AggregateSpec<F | W, number> => ({ fn: 'distinct', field, ...options });

/**
 * About how many different values there are.
 *
 * @param field - A field of any type but `json`.
 * @param options.error - Relative standard error that is good enough, from and to
 *   `AGGREGATE_LIMITS.distinctError`. Default: `AGGREGATE_DEFAULTS.distinctError`.
 */
export const approxDistinct = <F extends string, W extends string = never>(
  field: F,
  options: { readonly error?: number } & Filtered<W> = {},
): AggregateSpec<F | W, number> => ({ fn: 'approxDistinct', field, ...options });

/** How exact a quantile is. */
export interface QuantileOptions {
  /**
   * Relative error of the value that is good enough, from and to `AGGREGATE_LIMITS.quantileAccuracy`.
   *
   * @defaultValue `AGGREGATE_DEFAULTS.quantileAccuracy`
   */
  readonly accuracy?: number;
}

/**
 * The value below which a share of all values lies, approximately: `quantile('amount', 0.99)`.
 *
 * @param field - A numeric field.
 * @param q - From 0, the smallest, to 1, the largest value.
 */
export const quantile = <F extends string, W extends string = never>(
  field: F,
  q: number,
  options: QuantileOptions & Filtered<W> = {},
): AggregateSpec<F | W, ShownValue> => ({ fn: 'quantile', field, q, ...options });

/**
 * Several quantiles from one sketch: `{ p50, p99, p99_9 }` for `[0.5, 0.99, 0.999]`.
 *
 * @param field - A numeric field.
 * @param q - From 0 to 1 each; at most `AGGREGATE_LIMITS.quantiles` of them.
 */
export const quantiles = <F extends string, W extends string = never>(
  field: F,
  q: readonly number[],
  options: QuantileOptions & Filtered<W> = {},
): AggregateSpec<F | W, Readonly<Record<string, ShownValue>>> => ({
  fn: 'quantiles',
  field,
  q,
  ...options,
});

/**
 * An aggregate of one's own over the values of a field.
 *
 * It must be a commutative monoid, as the contract of {@link Aggregator} says; that is not checked.
 *
 * @param implementation - Its name, its version and its functions.
 * @param field - The field whose values it is given; events that lack it are passed over.
 */
export const custom = <F extends string, In, Acc, Out, W extends string = never>(
  implementation: CustomAggregator<In, Acc, Out>,
  field: F,
  options: Filtered<W> = {},
): AggregateSpec<F | W, Out> => {
  const { name, version } = implementation;
  return { fn: 'custom', name, version, field, implementation, ...options };
};
