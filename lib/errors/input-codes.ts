/**
 * Every code of an input that cannot be read, or of a row in it.
 *
 * Stable: add, never rename. Each has a paragraph in `docs/errors.md`; a test walks both lists.
 */
export const INPUT_CODES = [
  'INPUT_BLOCK_TOO_LARGE',
  'INPUT_COLUMN_MISSING',
  'INPUT_COLUMN_REPEATED',
  'INPUT_QUOTES_INVALID',
  'INPUT_RECORD_TOO_LARGE',
  'INPUT_ROW_LENGTH',
  'INPUT_UNREADABLE',
] as const;

export type InputCode = (typeof INPUT_CODES)[number];
