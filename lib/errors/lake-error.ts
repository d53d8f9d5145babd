/**
 * Every code with which the lake refuses to go on rather than lose records.
 *
 * Stable: add, never rename. Each has a paragraph in `docs/errors.md`.
 */
export const LAKE_ERROR_CODES = [
  'LAKE_FILE_UNREADABLE',
  'LAKE_NAME_UNSAFE',
  'LAKE_OBJECT_GONE',
  'LAKE_OBJECT_UNKNOWN',
  'LAKE_SEQUENCE_BACK',
] as const;

export type LakeErrorCode = (typeof LAKE_ERROR_CODES)[number];

/** What is wrong with the lake, in parts. */
export interface LakeFault {
  /** Name of the object, or of the chain. */
  readonly at: string;
  readonly problem: string;
  readonly given: string;
  readonly expected: string;
  readonly fix: string;
}

/** Something in the lake is not as the archive lane left it. Whoever runs the deployment must look. */
export class LakeError extends Error {
  override readonly name = 'LakeError';
  readonly code: LakeErrorCode;

  constructor(code: LakeErrorCode, { at, problem, given, expected, fix }: LakeFault) {
    super(`${at}: ${problem}; got ${given}, expected ${expected}; ${fix} [${code}]`);
    this.code = code;
  }
}
