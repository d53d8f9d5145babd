/** CloudWatch namespace of everything that a pipeline counts by itself. */
export const METRIC_NAMESPACE = 'Millrace';

/**
 * Records that were set aside, per invocation.
 *
 * Dimensions: `Pipeline`, `Stage`, `Lane`.
 */
export const DEAD_LETTERS_METRIC = 'DeadLetters';
