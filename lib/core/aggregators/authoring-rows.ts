import type { RankedRow } from './shown-value.ts';
import type { AggregateSpec, Filtered, Ranking, SortBy } from './spec.ts';

/** Which rows come first, and what is shown of them. */
export interface TopRowsOptions<B extends string, F extends string> {
  /** What decides the order: the first of these fields, then the second, … */
  readonly by: readonly SortBy<B>[];
  /**
   * Which fields are shown, none of them called `rank`.
   *
   * @defaultValue all that the events have; a field that is added to the schema is one more, and state
   *   from before it is not resumed
   */
  readonly fields?: readonly F[];
  /** What rows have as `rank`. @defaultValue `row`: 1, 2, 3, … */
  readonly rank?: Ranking;
  /**
   * Only where rows share ranks: most rows that are kept, from `n` to `AGGREGATE_LIMITS.rows`; of more,
   * those that come first are, and the row names the aggregate in `capped`.
   *
   * @defaultValue `AGGREGATE_DEFAULTS.rowsCap`, or `n` if that is more
   */
  readonly cap?: number;
}

/**
 * The first events in the order of some fields, whole or some fields of them, with their ranks:
 * `topRows(3, { by: [{ field: 'amount', order: 'desc' }], fields: ['customer', 'amount'] })`.
 *
 * Rows show a list of `{ rank, customer, amount }`, shorter if there are fewer events. Events that are
 * equal in all fields of `by` follow event time, and arrival where times are equal.
 *
 * @param n - How many, from 1 to `AGGREGATE_LIMITS.rows`; where events share ranks, all that have one of
 *   the ranks up to `n`.
 */
export const topRows = <B extends string, F extends string = never, W extends string = never>(
  n: number,
  options: TopRowsOptions<B, F> & Filtered<W>,
): AggregateSpec<B | F | W, readonly RankedRow[]> => ({ fn: 'topRows', n, ...options });
