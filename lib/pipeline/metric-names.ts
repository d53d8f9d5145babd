/** CloudWatch namespace of everything that a pipeline counts by itself. */
export const METRIC_NAMESPACE = 'Millrace';

/**
 * Records that were set aside, per invocation.
 *
 * Dimensions: `Pipeline`, `Stage`, `Lane`.
 */
export const DEAD_LETTERS_METRIC = 'DeadLetters';

/**
 * Rows that differ from what SQL finds in the lake, and nothing explains it; per reconciliation.
 *
 * Dimensions: `Pipeline`, `Stage`.
 */
export const UNEXPLAINED_METRIC = 'UnexplainedDifferences';
