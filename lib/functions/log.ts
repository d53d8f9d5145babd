import { Logger } from '@aws-lambda-powertools/logger';
import { errorCode } from '../adapters/aws/error-code.ts';

/** The log of a function: JSON lines, with the request and the trace that they belong to. */
export const log = new Logger({ serviceName: 'millrace' });

/** Most that a line says of one error, in characters. */
export const LOGGED_ERROR = { message: 2_000, stack: 4_000, causes: 3 } as const;

/** What is logged of an error. */
export interface LoggedError {
  readonly code: string;
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: LoggedError;
}

/**
 * An error for the log: not too much of it, and nothing but words. Other properties are left out, as those of
 * the SDK's errors may hold items.
 */
export function loggedError(error: unknown, causes: number = LOGGED_ERROR.causes): LoggedError {
  if (!(error instanceof Error)) {
    return {
      code: 'UNKNOWN',
      name: typeof error,
      message: 'something was thrown that is no error',
    };
  }
  const { name, message, stack = '', cause } = error;
  return {
    code: errorCode(error),
    name: name.slice(0, LOGGED_ERROR.message),
    message: message.slice(0, LOGGED_ERROR.message),
    stack: stack.replace(message, '…').slice(0, LOGGED_ERROR.stack), // it is above, cut
    ...(cause === undefined || causes === 0 ? {} : { cause: loggedError(cause, causes - 1) }),
  };
}
