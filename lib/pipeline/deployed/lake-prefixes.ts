/** Where things are in the lake. Permissions are given per prefix. */
export const LAKE_PREFIXES = {
  /** Every accepted record as Parquet: the chain of the archive lanes. */
  lake: 'lake/',
  /** Which objects of the archive are put together. */
  compactions: 'compactions/',
  /** What a service writes in the place of the archive lanes, as it pleases: no chain. */
  delivered: 'delivered/',
  /** Records that could not be read or handled, with reason and payload. */
  deadLetters: 'dead-letters/',
  /** Which records came too late for a view. */
  late: 'late/',
  /** Batches that Lambda gave up, with their payload; the name is Lambda's. */
  givenUp: 'aws/lambda/',
  /** Which of those were published again. */
  redriven: 'redriven/',
  /** Which rows are kept as they were, though their subject was erased from the archive. */
  erasures: 'erasures/',
  /** What batch runs write down. */
  batch: 'batch/',
  /** Rows that batch runs have computed, as Parquet. */
  results: 'batch-results/',
  /** Answers of Athena. */
  answers: 'athena/',
} as const;

/** Where the results of a view are, by its id: a folder for each run that computed it. */
export const resultsPrefix = (view: string): string => `${LAKE_PREFIXES.results}view=${view}/`;
