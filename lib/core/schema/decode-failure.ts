import type { DeadLetterCode } from '../../errors/dead-letter-codes.ts';

/** Parts of a {@link DecodeFailure}. */
export interface FailureParts {
  readonly reason: DeadLetterCode;
  /** Field that is at fault, if one is. */
  readonly field?: string | undefined;
  /** What was found, clipped and printable. */
  readonly got: string;
  readonly expected: string;
  /** Units: bytes from the start of the event, if it came as bytes. */
  readonly offset?: number | undefined;
}

/**
 * Why an event cannot be used. A value, never thrown: its record becomes a dead letter.
 *
 * A class, so that `instanceof` tells it from an event whatever the author's fields are called.
 */
export class DecodeFailure implements FailureParts {
  readonly reason: DeadLetterCode;
  readonly field: string | undefined;
  readonly got: string;
  readonly expected: string;
  readonly offset: number | undefined;

  constructor({ reason, field, got, expected, offset }: FailureParts) {
    this.reason = reason;
    this.field = field;
    this.got = got;
    this.expected = expected;
    this.offset = offset;
  }
}

/** What is wrong and what to do, per reason; the rest of a message comes from the failure. */
const WORDS: Readonly<Record<DeadLetterCode, readonly [problem: string, fix: string]>> = {
  DECIMAL_TOO_PRECISE: [
    'has more decimals than its type keeps',
    'round it before sending, or declare a larger scale',
  ],
  EFFECTS_TOO_LARGE: [
    'changes more than one commit can hold',
    'emit fewer events from flatMap, or use a larger slide',
  ],
  FIELD_MISSING: ['is missing', 'send it, or declare it optional'],
  FIELD_TYPE: ['is not of its declared type', 'send the declared type, or correct the schema'],
  INSTANT_INVALID: [
    'is not a point in time',
    'send a time with its zone, or whole milliseconds since 1970',
  ],
  JSON_SYNTAX: ['is not JSON', 'check how the producer writes it, and that it was not cut'],
  JSON_TOO_DEEP: ['is nested too deeply', 'send less nesting, or do not declare the field'],
  KEY_EMPTY: ['the key is empty', 'send a value, or filter such events before grouping'],
  KEY_MISSING: ['the key is missing', 'send the field, or filter such events before grouping'],
  KEY_NOT_UNICODE: [
    'the key holds half of a surrogate pair',
    'cut text between characters, not inside of one',
  ],
  KEY_TOO_LONG: ['the key is too long', 'group by something shorter, such as a hash of it'],
  NOT_AN_OBJECT: ['is not an object', 'send one JSON object per event'],
  NUMBER_OUT_OF_RANGE: [
    'is a number outside the range of its type',
    'declare a wider type, or correct the producer',
  ],
  PARTITION_KEY_MISMATCH: [
    'the record was put under another partition key than its event has',
    "put it under the text of the stream's key field",
  ],
  SCHEMA_ASYNC: [
    'the schema answered with a promise',
    'use a schema without asynchronous checks, and do such checks elsewhere',
  ],
  SCHEMA_REFUSED: ['is refused by the schema', 'correct the producer, or the schema'],
  SHARD_MISMATCH: [
    'the event is on a shard that does not own its key',
    'redrive the dead letter; let producers pack by the current shard map and put no hash keys of their own',
  ],
  STEP_FAILED: ['a step failed', 'correct the function, then redrive the dead letter'],
  UTF8_INVALID: ['is not UTF-8', 'check the encoding of the producer, often Latin-1 or cut text'],
};

/**
 * One line for people: `where: what is wrong; got …, expected …; what to do [CODE]`.
 *
 * @param at - Where it came from, in the author's words, such as the name of the stream.
 */
export function failureMessage(failure: FailureParts, at = 'event'): string {
  const { reason, field, got, expected, offset } = failure;
  const [problem, fix] = WORDS[reason];
  const where = field === undefined ? at : `${at} › ${field}`;
  const place = offset === undefined ? '' : ` at byte ${offset}`;
  return `${where}: ${problem}; got ${got}${place}, expected ${expected}; ${fix} [${reason}]`;
}

/** Most characters of a value that are shown in a failure. */
export const MAX_SHOWN = 60;

/** Text for a message: quoted, clipped, without control characters or half surrogate pairs. */
export function show(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'bigint') return clip(`${value}`);
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`;
  return Object.is(value, -0) ? '-0' : String(value);
}

const clip = (text: string): string =>
  text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN).toWellFormed()}…`;

// JSON escapes C0 controls and half surrogates; DEL, C1 and line separators confuse terminals too.
const CONFUSING = /[\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

const quote = (text: string): string =>
  JSON.stringify(clip(text)).replace(
    CONFUSING,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
