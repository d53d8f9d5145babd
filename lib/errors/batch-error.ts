/**
 * Every code with which a batch run refuses to go on rather than make a row worse.
 *
 * Stable: add, never rename. Each has a paragraph in `docs/errors.md`; a test walks both lists.
 */
export const BATCH_ERROR_CODES = [
  'BATCH_LAKE_BEHIND',
  'BATCH_LAKE_BROKEN',
  'BATCH_LAKE_LOST_RECORDS',
  'BATCH_NOTHING_CLOSED',
  'BATCH_RUN_FAILED',
  'BATCH_RUN_FOREIGN',
  'BATCH_RUN_OVERLAPS',
  'BATCH_RUN_UNFINISHED',
] as const;

export type BatchErrorCode = (typeof BATCH_ERROR_CODES)[number];

/** What is wrong, in parts. */
export interface BatchFault {
  /** The run, the view or the chain. */
  readonly at: string;
  readonly problem: string;
  readonly given: string;
  readonly expected: string;
  readonly fix: string;
}

/** A batch run cannot begin or go on. Nothing that readers see has become worse. */
export class BatchError extends Error {
  override readonly name = 'BatchError';
  readonly code: BatchErrorCode;

  constructor(code: BatchErrorCode, { at, problem, given, expected, fix }: BatchFault) {
    super(`${at}: ${problem}; got ${given}, expected ${expected}; ${fix} [${code}]`);
    this.code = code;
  }
}
