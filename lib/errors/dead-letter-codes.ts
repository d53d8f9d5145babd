/**
 * Every reason for which a record is set aside instead of counted.
 *
 * Stable: add, never rename; stored dead letters bear them. Each has a paragraph in
 * `docs/errors.md`; a test walks both lists.
 */
export const DEAD_LETTER_CODES = [
  'DECIMAL_TOO_PRECISE',
  'EFFECTS_TOO_LARGE',
  'FIELD_MISSING',
  'FIELD_TYPE',
  'INSTANT_INVALID',
  'JSON_SYNTAX',
  'JSON_TOO_DEEP',
  'KEY_EMPTY',
  'KEY_MISSING',
  'KEY_NOT_UNICODE',
  'KEY_TOO_LONG',
  'NOT_AN_OBJECT',
  'NUMBER_OUT_OF_RANGE',
  'PARTITION_KEY_MISMATCH',
  'SCHEMA_ASYNC',
  'SCHEMA_REFUSED',
  'SHARD_MISMATCH',
  'STEP_FAILED',
  'UTF8_INVALID',
] as const;

export type DeadLetterCode = (typeof DEAD_LETTER_CODES)[number];
