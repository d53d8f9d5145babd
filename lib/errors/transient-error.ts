/**
 * Something that may succeed when it is tried again: throttling, a time-out, a lost race.
 *
 * The runtime lets it escape, so that the platform delivers the batch again.
 */
export class TransientError extends Error {
  override readonly name = 'TransientError';

  constructor(message: string, cause?: unknown) {
    super(message, { cause });
  }
}
