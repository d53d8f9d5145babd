/**
 * Every code that a definition can fail with.
 *
 * Stable: add, never rename. Each has a paragraph in `docs/errors.md`; a test walks both lists.
 */
export const DEFINITION_ERROR_CODES = [
  'AGGREGATE_INVALID',
  'AGGREGATE_TYPE_MISMATCH',
  'CHECKPOINT_FOREIGN',
  'CONDITION_INVALID',
  'DECIMAL_SCALE_OUT_OF_RANGE',
  'DURATION_INVALID',
  'ENVIRONMENT_TOO_LARGE',
  'EXPRESSION_SYNTAX',
  'EXPRESSION_TOO_COSTLY',
  'EXPRESSION_TYPE',
  'FIELD_INVALID',
  'FIELD_UNKNOWN',
  'JOIN_INVALID',
  'KEY_MAY_BE_MISSING',
  'MONITOR_INVALID',
  'NAME_INVALID',
  'NAME_TAKEN',
  'PATTERN_INVALID',
  'PATTERN_UNBOUNDED',
  'PIPELINE_AMBIGUOUS',
  'PIPELINE_EMPTY',
  'PIPELINE_NOT_FOUND',
  'SCHEMA_INVALID',
  'STAGE_INVALID',
  'STAGE_UNKNOWN',
  'STATE_ENCODING_UNKNOWN',
  'STEP_INVALID',
  'STREAM_OPTION_INVALID',
  'TIME_ZONE_UNKNOWN',
  'VIEW_CHANGED',
  'VIEW_INCOMPLETE',
  'WINDOW_INVALID',
  'WINDOW_SLIDE_OUT_OF_RANGE',
] as const;

/** What can be wrong with a definition; `docs/errors.md` has a paragraph for each. */
export type DefinitionErrorCode = (typeof DEFINITION_ERROR_CODES)[number];
