import type { DecodeFailure } from '../../core/schema/decode-failure.ts';
import type { InputCode } from '../../errors/input-codes.ts';

/** One row of an input: bytes of a JSON object, or cells by column; or why it is neither. */
export interface Row {
  /** Line on which it begins, from 1. */
  readonly line: number;
  readonly content:
    | Uint8Array
    | Readonly<Record<string, string | undefined>>
    | DecodeFailure
    | RowFault;
}

/** A row that cannot be taken, while those after it can. */
export class RowFault {
  readonly code: InputCode;
  /** What is wrong, to follow the place: `is …; got …, expected …; what to do`. */
  readonly problem: string;

  constructor(code: InputCode, problem: string) {
    this.code = code;
    this.problem = problem;
  }

  /** One line for people. */
  message(at: string): string {
    return `${at}: ${this.problem} [${this.code}]`;
  }
}

/** That a record is longer than it may be. */
export const tooLarge = (
  maxBytes: number,
  advice = 'look for a line or a quote that does not end',
): RowFault =>
  new RowFault(
    'INPUT_RECORD_TOO_LARGE',
    `the record is too large; got more than ${maxBytes} bytes, expected at most as many; ${advice}, or raise --max-record-bytes`,
  );

/** What was wrong with an input as such, and how far it was read. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** What Node says of inputs, in words. */
const KNOWN: Readonly<Record<string, { readonly got: string; readonly fix: string }>> = {
  Z_BUF_ERROR: { got: 'a packed file that ends too early', fix: 'fetch the file again' },
  Z_DATA_ERROR: { got: 'a gzip file that is damaged', fix: 'fetch the file again' },
  ERR_ENCODING_INVALID_ENCODED_DATA: {
    got: 'bytes that are not UTF-8',
    fix: 'convert the file to UTF-8',
  },
};

/** That an input cannot be read on, after so many lines of it. */
export function unreadable(name: string, line: number, error: unknown): InputError {
  if (error instanceof InputError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  const { got, fix } = KNOWN[code ?? ''] ?? { got: message, fix: 'repair that line' };
  return new InputError(
    `${name}: the input cannot be read on after line ${line}; got ${got}, expected more rows; ${fix} [INPUT_UNREADABLE]`,
  );
}
