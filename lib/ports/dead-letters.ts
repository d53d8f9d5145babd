import type { DeadLetterCode } from '../errors/dead-letter-codes.ts';
import type { SourceRecord } from './source-record.ts';

/** A record that cannot be handled, whole, with where it stood and what is wrong with it. */
export interface DeadLetter {
  /** Name of the stream in the pipeline. */
  readonly stream: string;
  readonly shard: string;
  readonly record: SourceRecord;
  readonly code: DeadLetterCode;
  /** One line for people. */
  readonly message: string;
}

/**
 * Where records are set aside so that their shard can move on.
 *
 * Contract: a letter is told from others by its stream, shard and position, so putting it again changes
 * nothing; `put` returns only after all are durable, with their full payload. What one record of the
 * stream causes is bounded by that record, however many letters its parts become.
 */
export interface DeadLetters {
  put(letters: readonly DeadLetter[]): Promise<void>;
}
