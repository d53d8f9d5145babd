import { formatInstant } from '../../core/instant.ts';
import type { DeadLetterCode } from '../../errors/dead-letter-codes.ts';
import { LAKE_PREFIXES } from '../../pipeline/deployed/lake-prefixes.ts';
import type { DeadLetter } from '../../ports/dead-letters.ts';
import type { SourceRecord } from '../../ports/source-record.ts';
import { paddedSequence } from '../../ports/task.ts';

/** Where dead letters are in the bucket. */
export const DEAD_LETTER_PREFIX = LAKE_PREFIXES.deadLetters;

/** Digits of an index within a packed record, so that names sort as positions do. */
const SUB_DIGITS = 6;

/**
 * Name of the object of a letter, and of those behind it in its record: by stream, day of arrival,
 * shard and position.
 *
 * The same letters always have the same name, so putting them again can be noticed and changes nothing.
 * Should an epoch be cut otherwise the second time, an object repeats letters of the one before it;
 * who reads objects in their order passes over them.
 */
export function deadLetterName({ stream, shard, record }: DeadLetter): string {
  const day = formatInstant(record.arrival).slice(0, 10);
  const sub = String(record.sub).padStart(SUB_DIGITS, '0');
  const position = `${paddedSequence(record.sequence)}-${sub}`;
  return `${DEAD_LETTER_PREFIX}${stream}/dt=${day}/${shard}/${position}.json`;
}

/** What all letters of a record share. JSON, so that it can be read with no tool of ours. */
interface StoredRecord {
  readonly stream: string;
  readonly shard: string;
  /** Decimal digits; text, because no JSON number holds 56 of them. */
  readonly sequence: string;
  /** ISO-8601 in UTC. */
  readonly arrival: string;
}

/** The stored form of a letter that is alone. */
interface StoredLetter extends StoredRecord {
  readonly v: 1;
  readonly sub: number;
  readonly partitionKey: string;
  readonly code: DeadLetterCode;
  readonly message: string;
  /** The payload, if it is UTF-8: then people can read it as it is. */
  readonly payload?: string;
  /** The payload otherwise. */
  readonly payloadBase64?: string;
}

/** The stored form of several: what letters have in common is there once. */
interface StoredLetters extends StoredRecord {
  readonly v: 2;
  readonly partitionKeys: readonly string[];
  readonly faults: readonly (readonly [code: DeadLetterCode, message: string])[];
  /** Places in the record, in the two lists above, and the payload; as base64 in `[…]`. */
  readonly letters: readonly (readonly [
    sub: number,
    partitionKey: number,
    fault: number,
    payload: string | readonly [base64: string],
  ])[];
}

/**
 * Most different messages in one object; what more there are is said in one sentence for each code. So
 * its size is bounded by that of the record.
 */
export const MAX_MESSAGES = 100;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** JSON of the letters of one record, in the order of their places, with their payloads whole. */
export function encodeDeadLetters(letters: readonly DeadLetter[]): string {
  const [first] = letters;
  if (first === undefined) return '';
  const { stream, shard, record } = first;
  const { sequence, arrival } = record;
  const shared = { stream, shard, sequence, arrival: formatInstant(arrival) };
  const stored: StoredLetter | StoredLetters =
    letters.length === 1
      ? { v: 1, ...shared, ...alone(first) }
      : { v: 2, ...shared, ...together(letters) };
  return `${JSON.stringify(stored)}\n`;
}

function alone({
  record,
  code,
  message,
}: DeadLetter): Omit<StoredLetter, 'v' | keyof StoredRecord> {
  const { sub, partitionKey } = record;
  const payload = payloadOf(record);
  const shown = typeof payload === 'string' ? { payload } : { payloadBase64: payload[0] };
  return { sub, partitionKey, code, message, ...shown };
}

function together(letters: readonly DeadLetter[]): Omit<StoredLetters, 'v' | keyof StoredRecord> {
  const partitionKeys = listOf<string>();
  const faults = listOf<readonly [DeadLetterCode, string]>();
  let last = { code: '', message: '', place: -1 }; // parts of one record mostly fail alike

  function faultOf(code: DeadLetterCode, message: string): number {
    if (message === last.message && code === last.code) return last.place;
    const fault = `${code} ${message}`;
    const isSaid = faults.has(fault) || faults.items.length < MAX_MESSAGES;
    const said = isSaid
      ? message
      : `as in other events of this record, whose messages stand here [${code}]`;
    const place = faults.placeOf(isSaid ? fault : code, [code, said]);
    last = { code, message, place };
    return place;
  }

  return {
    partitionKeys: partitionKeys.items,
    faults: faults.items,
    letters: letters.map(({ record, code, message }) => [
      record.sub,
      partitionKeys.placeOf(record.partitionKey, record.partitionKey),
      faultOf(code, message),
      payloadOf(record),
    ]),
  };
}

/** A list in which each thing is once. */
function listOf<T>() {
  const places = new Map<string, number>();
  const items: T[] = [];
  return {
    items,
    has: (name: string): boolean => places.has(name),
    placeOf(name: string, item: T): number {
      const place = places.get(name) ?? items.push(item) - 1;
      places.set(name, place);
      return place;
    },
  };
}

/** A payload as text, or as base64 if it is not UTF-8 or would become more than twice as long in JSON. */
function payloadOf({ data, start, end }: SourceRecord): string | readonly [base64: string] {
  const bytes = data.subarray(start, end);
  try {
    const text = utf8.decode(bytes);
    if (JSON.stringify(text).length <= 2 * bytes.length + 2) return text;
  } catch {} // not UTF-8
  return [Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64')];
}

/** The letters that were stored, to the last byte of their payloads. */
export function decodeDeadLetters(text: string): DeadLetter[] {
  const stored = JSON.parse(text) as StoredLetter | StoredLetters;
  const { stream, shard, sequence } = stored;
  const arrival = Date.parse(stored.arrival);
  const letter = (
    [sub, partitionKey, payload]: readonly [number, string, string | readonly [string]],
    [code, message]: readonly [DeadLetterCode, string],
  ): DeadLetter => {
    const bytes =
      typeof payload === 'string' ? Buffer.from(payload) : Buffer.from(payload[0], 'base64');
    const data = new Uint8Array(bytes);
    const position = { sequence, sub, arrival, partitionKey };
    return {
      stream,
      shard,
      code,
      message,
      record: { ...position, data, start: 0, end: data.length },
    };
  };
  if (stored.v === 1) {
    const { sub, partitionKey, payload, payloadBase64 = '', code, message } = stored;
    return [letter([sub, partitionKey, payload ?? [payloadBase64]], [code, message])];
  }
  const { partitionKeys, faults, letters } = stored;
  return letters.map(([sub, key, fault, payload]) =>
    letter(
      [sub, partitionKeys[key] as string, payload],
      faults[fault] as StoredLetters['faults'][0],
    ),
  );
}

/**
 * The letters of an object, or `undefined` if they are none of ours: whoever can write to the bucket can
 * put anything there, or letters of another stream, shard or record than the name says.
 */
export function lettersOf(name: string, text: string): DeadLetter[] | undefined {
  try {
    const letters = decodeDeadLetters(text);
    const [first] = letters;
    const isHere =
      first !== undefined && recordPrefix(deadLetterName(first)) === recordPrefix(name);
    return isHere && letters.every(isWhole) ? letters : undefined;
  } catch {
    return undefined;
  }
}

const isWhole = ({ code, message, record: { sub, partitionKey } }: DeadLetter): boolean =>
  [code, message, partitionKey].every((text) => typeof text === 'string') && Number.isInteger(sub);

/** What the names of the objects of one record begin with. */
export const recordPrefix = (name: string): string => name.slice(0, name.lastIndexOf('-') + 1);

/** Passes over letters that an object repeats; to be given objects in the order of their names. */
export function eachLetterOnce(): (name: string, letters: readonly DeadLetter[]) => DeadLetter[] {
  let of = '';
  const places = new Set<number>();

  return (name, letters) => {
    const record = recordPrefix(name);
    if (record !== of) places.clear();
    of = record;
    const fresh = letters.filter(({ record: { sub } }) => !places.has(sub));
    for (const { record: position } of fresh) places.add(position.sub);
    return fresh;
  };
}
