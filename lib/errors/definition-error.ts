import type { DefinitionErrorCode } from './codes.ts';

/** What is wrong with a definition, in parts, so that tools can show each where it helps. */
export interface DefinitionFault {
  /** Where in the definition, in the author's words: `shop › sales_by_country › window`. */
  readonly at: string;
  readonly problem: string;
  readonly given: string;
  readonly expected: string;
  readonly fix: string;
}

/** The pipeline definition is wrong. Thrown while defining or synthesising, never while running. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
  readonly code: DefinitionErrorCode;
  readonly fault: DefinitionFault;

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
