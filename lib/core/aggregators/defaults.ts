/** What an aggregate does unless it says otherwise. Stored in plans, so that a change is seen. */
export const AGGREGATE_DEFAULTS = {
  /** Which variance: the values are taken for a sample. */
  varianceOf: 'sample',
  /** Most different values that `distinct` counts. */
  distinctCap: 1_000,
  /** Relative standard error of `approxDistinct`. */
  distinctError: 0.02,
  /** Relative error of a quantile. */
  quantileAccuracy: 0.01,
  /** Most values that `collectList`, `collectSet` and `stringAgg` keep. */
  collectCap: 1_000,
  /** Most different values that `percentile`, `median`, `mode` and `sumDistinct` tell apart. */
  valuesCap: 1_000,
  /** How `topRows` ranks rows. */
  rank: 'row',
  /** Where missing values come in an order. */
  nullsOf: 'last',
  /** Most rows that `topRows` keeps where they share ranks. */
  rowsCap: 100,
} as const;

/** What an aggregate may be asked for, so that its state stays small. */
export const AGGREGATE_LIMITS = {
  /** Most values that `topK` keeps. */
  k: 1_000,
  /** Largest cap of `distinct`. */
  distinctCap: 10_000,
  /** Smallest and largest relative standard error of `approxDistinct`. */
  distinctError: [0.01, 0.2],
  /** Smallest and largest relative error of a quantile. */
  quantileAccuracy: [0.002, 0.2],
  /** Largest cap of `collectList`, `collectSet` and `stringAgg`, and most values of `first`, `last` and `nth`. */
  collectCap: 10_000,
  /** Largest cap of `percentile`, `median`, `mode` and `sumDistinct`. */
  valuesCap: 10_000,
  /** Most rows that `topRows` keeps. */
  rows: 1_000,
  /** Most quantiles of one field. */
  quantiles: 20,
} as const;
