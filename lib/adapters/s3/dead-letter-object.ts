import { formatInstant } from '../../core/instant.ts';
import type { DeadLetterCode } from '../../errors/dead-letter-codes.ts';
import { LAKE_PREFIXES } from '../../pipeline/lake-prefixes.ts';
import type { DeadLetter } from '../../ports/dead-letters.ts';
import { paddedSequence } from '../../ports/task.ts';

/** Where dead letters are in the bucket. */
export const DEAD_LETTER_PREFIX = LAKE_PREFIXES.deadLetters;

/** Digits of an index within a packed record, so that names sort as positions do. */
const SUB_DIGITS = 6;

/**
 * Name of a letter's object, by stream, day of arrival, shard and position.
 *
 * The same record always has the same name, so putting it again can be noticed and changes nothing.
 */
export function deadLetterName({ stream, shard, record }: DeadLetter): string {
  const day = formatInstant(record.arrival).slice(0, 10);
  const sub = String(record.sub).padStart(SUB_DIGITS, '0');
  const position = `${paddedSequence(record.sequence)}-${sub}`;
  return `${DEAD_LETTER_PREFIX}${stream}/dt=${day}/${shard}/${position}.json`;
}

/** The stored form; JSON, so that it can be read with no tool of ours. */
interface StoredLetter {
  readonly v: 1;
  readonly stream: string;
  readonly shard: string;
  /** Decimal digits; text, because no JSON number holds 56 of them. */
  readonly sequence: string;
  readonly sub: number;
  /** ISO-8601 in UTC. */
  readonly arrival: string;
  readonly partitionKey: string;
  readonly code: DeadLetterCode;
  readonly message: string;
  /** The payload, if it is UTF-8: then people can read it as it is. */
  readonly payload?: string;
  /** The payload otherwise. */
  readonly payloadBase64?: string;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** JSON of a letter, with the payload whole. */
export function encodeDeadLetter({ stream, shard, record, code, message }: DeadLetter): string {
  const { sequence, sub, arrival, partitionKey, data, start, end } = record;
  const stored: StoredLetter = {
    v: 1,
    stream,
    shard,
    sequence,
    sub,
    arrival: formatInstant(arrival),
    partitionKey,
    code,
    message,
    ...payloadOf(data.subarray(start, end)),
  };
  return `${JSON.stringify(stored)}\n`;
}

function payloadOf(bytes: Uint8Array): Pick<StoredLetter, 'payload' | 'payloadBase64'> {
  try {
    return { payload: utf8.decode(bytes) };
  } catch {
    const { buffer, byteOffset, length } = bytes;
    return { payloadBase64: Buffer.from(buffer, byteOffset, length).toString('base64') };
  }
}

/** The letter that was stored, to the last byte of its payload. */
export function decodeDeadLetter(text: string): DeadLetter {
  const { stream, shard, code, message, arrival, ...stored } = JSON.parse(text) as StoredLetter;
  const { sequence, sub, partitionKey, payload, payloadBase64 } = stored;
  const data =
    payload === undefined ? Buffer.from(payloadBase64 ?? '', 'base64') : Buffer.from(payload);
  const position = { sequence, sub, arrival: Date.parse(arrival), partitionKey };
  return {
    stream,
    shard,
    code,
    message,
    record: { ...position, data: new Uint8Array(data), start: 0, end: data.length },
  };
}
