import type { DefinitionErrorCode } from './codes.ts';

/** What is wrong with a definition, in parts, so that tools can show each where it helps. */
export interface DefinitionFault {
  /** Where in the definition, in the author's words: `shop › sales_by_country › window`. */
  readonly at: string;
  /** What is wrong. */
  readonly problem: string;
  /** What was got. */
  readonly given: string;
  /** What would do. */
  readonly expected: string;
  /** What to do. */
  readonly fix: string;
}

/** The pipeline definition is wrong. Thrown while defining or synthesising, never while running. */
export class DefinitionError extends Error {
  /** Always the same: what kind of error it is. */
  override readonly name = 'DefinitionError';
  /** Stable; `docs/errors.md` says what to do. */
  readonly code: DefinitionErrorCode;
  /** The parts of the message. */
  readonly fault: DefinitionFault;

  /** An error whose message is made of the parts of a fault. */
  constructor(code: DefinitionErrorCode, fault: DefinitionFault) {
    const { at, problem, given, expected, fix } = fault;
    super(`${at}: ${problem}; got ${given}, expected ${expected}; ${fix} [${code}]`);
    this.code = code;
    this.fault = fault;
  }
}

/**
 * Runs `define` and puts `path` before the place of every {@link DefinitionError} that leaves it.
 *
 * The functions that find a mistake know only their own argument; the builder knows the path.
 */
export function within<T>(path: string, define: () => T): T {
  try {
    return define();
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    const { fault } = error;
    throw new DefinitionError(error.code, { ...fault, at: `${path} › ${fault.at}` });
  }
}
