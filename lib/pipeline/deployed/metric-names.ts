/** CloudWatch namespace of everything that a pipeline counts by itself. */
export const METRIC_NAMESPACE = 'Millrace';

/**
 * What a lane counts. Dimensions: `Pipeline`, `Stage`, `Lane`.
 *
 * Counts are of one commit; failed and unfinished batches of one invocation.
 */
export const LANE_METRICS = {
  /** Events that were taken: of a source lane, or deltas and events of the exchange. */
  accepted: 'Accepted',
  /** Records that were set aside because they cannot be read or handled, or do not fit. */
  deadLetters: 'DeadLetters',
  duplicates: 'Duplicates',
  /** Over all views: an event that is too late for two of them counts twice. */
  late: 'LateEvents',
  watermarkLag: 'WatermarkLagMs',
  /** Batches that failed and come again. */
  failed: 'FailedBatches',
  /** Batches for which an invocation had too little time; their rest comes again. */
  unfinished: 'UnfinishedBatches',
  /** Records of the exchange that are no messages. */
  foreign: 'ForeignRecords',
} as const;

/**
 * Rows that differ from what SQL finds in the lake, and nothing explains it; per reconciliation.
 *
 * Dimensions: `Pipeline`, `Stage`.
 */
export const UNEXPLAINED_METRIC = 'UnexplainedDifferences';
