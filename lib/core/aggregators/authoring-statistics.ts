import type { ShownValue, SumValue } from './shown-value.ts';
import type { AggregateSpec, Filtered, PercentileMethod, VarianceOf } from './spec.ts';

/** How an exact percentile is computed. */
export interface PercentileOptions<M extends PercentileMethod = PercentileMethod> {
  /** Says that it is; an approximate one is a `quantile`. */
  readonly exact?: true;
  /**
   * `continuous`: between the two values beside it, in proportion, as a double. `discrete`: the first value
   * that is not below the share, as its field has it.
   *
   * @defaultValue `continuous`
   */
  readonly method?: M;
  /**
   * Most different values, up to `AGGREGATE_LIMITS.valuesCap`; of more, rows show `null` and name the
   * aggregate in `capped`.
   *
   * @defaultValue `AGGREGATE_DEFAULTS.valuesCap`
   */
  readonly cap?: number;
}

/** Options of aggregates that tell all values apart. */
export type ValuesOptions = Pick<PercentileOptions, 'cap'>;

/**
 * The value below which a share of all values lies, exactly: `percentile('amount', 0.9)`. `null` if there
 * is none.
 *
 * @param field - A numeric field.
 * @param p - From 0, the smallest, to 1, the largest value.
 */
export const percentile = <
  F extends string,
  M extends PercentileMethod = 'continuous',
  W extends string = never,
>(
  field: F,
  p: number,
  options: PercentileOptions<M> & Filtered<W> = {},
): AggregateSpec<F | W, M extends 'continuous' ? number | null : ShownValue> => ({
  fn: 'percentile',
  field,
  p,
  ...options,
});

/**
 * The value in the middle, exactly: the percentile of 0.5. `null` if there is none.
 *
 * @param field - A numeric field.
 */
export const median = <
  F extends string,
  M extends PercentileMethod = 'continuous',
  W extends string = never,
>(
  field: F,
  options: PercentileOptions<M> & Filtered<W> = {},
): AggregateSpec<F | W, M extends 'continuous' ? number | null : ShownValue> =>
  percentile(field, 0.5, options);

/**
 * The value that comes most often; of several the least. `null` if there is none.
 *
 * @param field - A field of any type.
 */
export const mode = <F extends string, W extends string = never>(
  field: F,
  options: ValuesOptions & Filtered<W> = {},
): AggregateSpec<F | W, ShownValue> => ({ fn: 'mode', field, ...options });

/**
 * The sum of the different values, each once: exact for `int`, `decimal` and `bigint`, exactly rounded for
 * `double`. `null` if there is none.
 *
 * @param field - A numeric field.
 */
export const sumDistinct = <F extends string, W extends string = never>(
  field: F,
  options: ValuesOptions & Filtered<W> = {},
): AggregateSpec<F | W, SumValue> => ({ fn: 'sumDistinct', field, ...options });

/**
 * The correlation of two fields (Pearson's): the double nearest to the exact one. `null` if one of them
 * has less than two different values. Events that lack either count nothing.
 *
 * @param x - A numeric field.
 * @param y - Another one.
 */
export const corr = <X extends string, Y extends string, W extends string = never>(
  x: X,
  y: Y,
  options: Filtered<W> = {},
): AggregateSpec<X | Y | W, number | null> => ({ fn: 'corr', field: x, with: y, ...options });

/**
 * The covariance of two fields, their pairs being all there are: the double nearest to the exact one.
 * `null` if there is no pair.
 *
 * Units: the product of those of the fields; of decimals whole ones.
 *
 * @param x - A numeric field.
 * @param y - Another one.
 */
export const covarPop = <X extends string, Y extends string, W extends string = never>(
  x: X,
  y: Y,
  options: Filtered<W> = {},
): AggregateSpec<X | Y | W, number | null> => ({ fn: 'covarPop', field: x, with: y, ...options });

/**
 * The covariance of two fields, estimated from a sample: the double nearest to the exact one. `null` if
 * there are less than two pairs.
 *
 * Units: the product of those of the fields; of decimals whole ones.
 *
 * @param x - A numeric field.
 * @param y - Another one.
 */
export const covarSamp = <X extends string, Y extends string, W extends string = never>(
  x: X,
  y: Y,
  options: Filtered<W> = {},
): AggregateSpec<X | Y | W, number | null> => ({ fn: 'covarSamp', field: x, with: y, ...options });

/**
 * How lopsided the values are: the double nearest to the exact one. `null` if all are equal, or less than
 * three of a sample.
 *
 * @param field - A numeric field.
 * @param options.of - Whether the values are a `sample`, of which it is estimated (G1), or all there are,
 *   the `population` (g1). Default: `AGGREGATE_DEFAULTS.varianceOf`.
 */
export const skewness = <F extends string, W extends string = never>(
  field: F,
  options: { readonly of?: VarianceOf } & Filtered<W> = {},
): AggregateSpec<F | W, number | null> => ({ fn: 'skewness', field, ...options });

/**
 * The bits that all values have, in two's complement. `null` if there is none.
 *
 * @param field - A field of whole numbers.
 */
export const bitAnd = <F extends string, W extends string = never>(
  field: F,
  options: Filtered<W> = {},
): AggregateSpec<F | W, number | bigint | null> => ({ fn: 'bitAnd', field, ...options });

/**
 * The bits that some value has, in two's complement. `null` if there is none.
 *
 * @param field - A field of whole numbers.
 */
export const bitOr = <F extends string, W extends string = never>(
  field: F,
  options: Filtered<W> = {},
): AggregateSpec<F | W, number | bigint | null> => ({ fn: 'bitOr', field, ...options });

/**
 * The bits that an odd number of values have, in two's complement. `null` if there is none.
 *
 * @param field - A field of whole numbers.
 */
export const bitXor = <F extends string, W extends string = never>(
  field: F,
  options: Filtered<W> = {},
): AggregateSpec<F | W, number | bigint | null> => ({ fn: 'bitXor', field, ...options });

/**
 * Whether all values are true. `null` if there is none.
 *
 * @param field - A boolean field.
 */
export const every = <F extends string, W extends string = never>(
  field: F,
  options: Filtered<W> = {},
): AggregateSpec<F | W, boolean | null> => ({ fn: 'every', field, ...options });

/**
 * Whether some value is true. `null` if there is none.
 *
 * @param field - A boolean field.
 */
export const some = <F extends string, W extends string = never>(
  field: F,
  options: Filtered<W> = {},
): AggregateSpec<F | W, boolean | null> => ({ fn: 'some', field, ...options });
