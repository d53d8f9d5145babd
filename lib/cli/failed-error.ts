/**
 * Something was tried and did not succeed, and the message is all there is to say about it.
 *
 * The command line ends with 1, or with `exitCode` where a convention asks for another one.
 */
export class FailedError extends Error {
  override readonly name = 'FailedError';
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
