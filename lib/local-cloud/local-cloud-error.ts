/**
 * Every code that the local cloud can fail with.
 *
 * Stable: add, never rename. Each has a paragraph in `docs/errors.md`; a test walks both lists.
 */
export const LOCAL_CLOUD_ERROR_CODES = [
  'LOCAL_CLOUD_BUSY',
  'LOCAL_CLOUD_DEPLOY_FAILED',
  'LOCAL_CLOUD_ENDPOINT_INVALID',
  'LOCAL_CLOUD_INSTALL_FAILED',
  'LOCAL_CLOUD_JAVA_MISSING',
  'LOCAL_CLOUD_LOG_UNKNOWN',
  'LOCAL_CLOUD_NOT_RUNNING',
  'LOCAL_CLOUD_NPM_MISSING',
  'LOCAL_CLOUD_PORT_TAKEN',
  'LOCAL_CLOUD_PYTHON_MISSING',
  'LOCAL_CLOUD_START_FAILED',
  'LOCAL_CLOUD_STOP_FAILED',
] as const;

export type LocalCloudErrorCode = (typeof LOCAL_CLOUD_ERROR_CODES)[number];

/** What went wrong, in parts, so that tools can show each where it helps. */
export interface LocalCloudFault {
  /** Which part: `DynamoDB Local`, `port 4566`, `cdk deploy`. */
  readonly at: string;
  readonly problem: string;
  readonly given: string;
  readonly expected: string;
  readonly fix: string;
  /** The last lines that the failing program wrote; shown below the message. */
  readonly output?: string;
}

/** The local cloud cannot do what was asked of it; the person at the keyboard can act on it. */
export class LocalCloudError extends Error {
  override readonly name = 'LocalCloudError';
  readonly code: LocalCloudErrorCode;
  readonly fault: LocalCloudFault;

  constructor(code: LocalCloudErrorCode, fault: LocalCloudFault) {
    const { at, problem, given, expected, fix } = fault;
    super(`${at}: ${problem}; got ${given}, expected ${expected}; ${fix} [${code}]`);
    this.code = code;
    this.fault = fault;
  }
}
