/**
 * Every code that a definition can fail with.
 *
 * Stable: add, never rename. Each has a paragraph in `docs/errors.md`; a test walks both lists.
 */
export const DEFINITION_ERROR_CODES = [
  'AGGREGATE_INVALID',
  'AGGREGATE_TYPE_MISMATCH',
  'DECIMAL_SCALE_OUT_OF_RANGE',
  'DURATION_INVALID',
  'EXCHANGE_BUCKETS_CHANGED',
  'FIELD_INVALID',
  'FIELD_UNKNOWN',
  'KEY_MAY_BE_MISSING',
  'NAME_INVALID',
  'NAME_TAKEN',
  'PATTERN_INVALID',
  'PIPELINE_EMPTY',
  'SCHEMA_INVALID',
  'STREAM_OPTION_INVALID',
  'VIEW_CHANGED',
  'VIEW_INCOMPLETE',
  'WINDOW_INVALID',
  'WINDOW_SLIDE_OUT_OF_RANGE',
] as const;

export type DefinitionErrorCode = (typeof DEFINITION_ERROR_CODES)[number];
