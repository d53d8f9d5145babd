import { TransientError } from '../../errors/transient-error.ts';
import { awsFailure } from '../aws-failure.ts';
import { FailedError } from '../failed-error.ts';
import { InputError } from '../input/row.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { type FileLines, optionsFor } from './advice.ts';
import type { Failure } from './produce.ts';

/** What is said of an early end: what was wrong, and how to go on. */
export function endedBy(
  { of, error }: Failure,
  rest: readonly FileLines[] | undefined,
  terminal: Terminal,
): unknown {
  if (error instanceof UsageError || rest === undefined) return error; // nothing was tried
  const isWorded = error instanceof InputError || error instanceof TransientError;
  const problem = isWorded ? error.message : awsFailure(error);
  const onwards = optionsFor(rest);
  if (problem === undefined) {
    terminal.err(`afterwards go on with ${onwards}`);
    return error;
  }
  switch (of) {
    case 'row':
      return new FailedError(
        `${problem}; correct it, then go on with ${onwards}, or pass over such rows with --bad skip`,
      );
    case 'input':
      return new FailedError(`${problem}; then go on with ${onwards}`);
    case 'stream':
      return new FailedError(
        `${problem}; what was read is not all in the stream: go on with ${onwards}`,
      );
  }
}
