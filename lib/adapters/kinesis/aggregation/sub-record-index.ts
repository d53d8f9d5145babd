import { isUtf8 } from 'node:buffer';
import { KINESIS_LIMITS } from '../limits.ts';
import { type AggregationFailure, failure } from './failure.ts';
import { DIGEST_BYTES, MAGIC, TAG } from './format.ts';
import { type Cursor, FAULT, readLength, readVarint, skipField } from './wire-reader.ts';

/** Where everything of one packed record lies; offsets into its bytes, nothing decoded. */
export interface SubRecordIndex {
  readonly ok: true;
  /** {@link SPAN} numbers per sub-record: data start, data end, key index, hash key index or −1. */
  readonly spans: readonly number[];
  /** Start and end of each entry of the table, both tables valid UTF-8. */
  readonly partitionKeys: readonly number[];
  readonly explicitHashKeys: readonly number[];
}

export const SPAN = 4;

interface Building {
  readonly spans: number[];
  readonly partitionKeys: number[];
  readonly explicitHashKeys: number[];
  highestKey: number;
  highestHashKey: number;
}

/** Of UTF-8, for one character of a string. */
const MAX_BYTES_PER_CHAR = 3;

const NO_KEY = -5;
const NO_DATA = -6;
const KEY_NOT_UTF8 = -7;
const KEY_LENGTH = -8;

const FAULTS: Readonly<Record<number, string>> = {
  [FAULT.truncated]: 'a field ends after its message does',
  [FAULT.varintOverflow]: 'a number is longer than 64 bits',
  [FAULT.tagInvalid]: 'a field has a number or wire type that protobuf does not have',
  [FAULT.group]: 'a field is a group, which the format does not have',
  [NO_KEY]: 'a sub-record has no partition key index',
  [NO_DATA]: 'a sub-record has no data',
  [KEY_NOT_UTF8]: 'a key is not valid UTF-8',
  [KEY_LENGTH]: `a partition key has not 1 to ${KINESIS_LIMITS.partitionKeyChars.max} characters`,
};

/**
 * Reads the protobuf part once and checks all of it, so that whoever uses the offsets need not.
 *
 * Tables may stand after the records that use them. Of a field given twice the last counts, as
 * protobuf says; a known field with an unexpected wire type is an unknown field.
 *
 * @param packed - A record for which `isAggregated` holds; its digest is not looked at.
 * @param maxSubRecords - Most sub-records, and most entries of either table.
 */
export function indexSubRecords(
  packed: Uint8Array,
  maxSubRecords: number,
): SubRecordIndex | AggregationFailure<'KPL_MALFORMED' | 'KPL_OVER_LIMIT'> {
  const cursor: Cursor = { bytes: packed, at: MAGIC.length, end: packed.length - DIGEST_BYTES };
  const building: Building = {
    spans: [],
    partitionKeys: [],
    explicitHashKeys: [],
    highestKey: -1,
    highestHashKey: -1,
  };
  const { spans, partitionKeys, explicitHashKeys } = building;
  while (cursor.at < cursor.end) {
    const tag = readVarint(cursor);
    let fault: number;
    if (tag === TAG.records) fault = readRecord(cursor, building);
    else if (tag === TAG.partitionKeyTable) fault = readPartitionKey(cursor, partitionKeys);
    else if (tag === TAG.explicitHashKeyTable) fault = readKey(cursor, explicitHashKeys);
    else fault = skipField(cursor, tag);
    if (fault < 0) return malformed(cursor.at, FAULTS[fault] as string);
    if (spans.length > maxSubRecords * SPAN) return overLimit('sub-records', maxSubRecords);
    if (partitionKeys.length > maxSubRecords * 2) return overLimit('keys', maxSubRecords);
    if (explicitHashKeys.length > maxSubRecords * 2) return overLimit('hash keys', maxSubRecords);
  }
  if (building.highestKey * 2 >= partitionKeys.length)
    return outOfTable('a partition key', building.highestKey, partitionKeys.length / 2);
  if (building.highestHashKey * 2 >= explicitHashKeys.length)
    return outOfTable('an explicit hash key', building.highestHashKey, explicitHashKeys.length / 2);
  return { ok: true, spans, partitionKeys, explicitHashKeys };
}

function readRecord(cursor: Cursor, building: Building): number {
  const length = readLength(cursor);
  if (length < 0) return length;
  const outerEnd = cursor.end;
  const end = cursor.at + length;
  let key = -1;
  let hashKey = -1;
  let dataStart = -1;
  let dataEnd = -1;
  cursor.end = end;
  while (cursor.at < end) {
    const tag = readVarint(cursor);
    let read: number;
    if (tag === TAG.partitionKeyIndex) {
      read = readVarint(cursor);
      key = read;
    } else if (tag === TAG.data) {
      read = readLength(cursor);
      dataStart = cursor.at;
      dataEnd = dataStart + read;
      cursor.at = dataEnd;
    } else if (tag === TAG.explicitHashKeyIndex) {
      read = readVarint(cursor);
      hashKey = read;
    } else {
      read = skipField(cursor, tag);
    }
    if (read < 0) return read;
  }
  cursor.end = outerEnd;
  if (key < 0) return NO_KEY;
  if (dataEnd < 0) return NO_DATA;
  if (key > building.highestKey) building.highestKey = key;
  if (hashKey > building.highestHashKey) building.highestHashKey = hashKey;
  building.spans.push(dataStart, dataEnd, key, hashKey);
  return 0;
}

function readKey(cursor: Cursor, table: number[]): number {
  const length = readLength(cursor);
  if (length < 0) return length;
  const start = cursor.at;
  const end = start + length;
  if (!isText(cursor.bytes, start, end)) return KEY_NOT_UTF8;
  table.push(start, end);
  cursor.at = end;
  return 0;
}

/** One of a length that Kinesis takes: what is packed cannot be put back under any other. */
function readPartitionKey(cursor: Cursor, table: number[]): number {
  const fault = readKey(cursor, table);
  if (fault < 0) return fault;
  const { min, max } = KINESIS_LIMITS.partitionKeyChars;
  const [start, end] = [table.at(-2) as number, table.at(-1) as number];
  if (end - start >= min && end - start <= max) return 0;
  if (end - start < min || end - start > max * MAX_BYTES_PER_CHAR) return KEY_LENGTH;
  const { buffer, byteOffset } = cursor.bytes;
  const text = Buffer.from(buffer, byteOffset + start, end - start).toString();
  return text.length <= max ? 0 : KEY_LENGTH;
}

/** Almost every key is short and ASCII, and for those a loop beats the call. */
function isText(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if ((bytes[at] as number) >= 0x80) return isUtf8(bytes.subarray(at, end));
  }
  return true;
}

const REPAIR = 'keep the record as a dead letter and repair its producer';

const malformed = (at: number, problem: string): AggregationFailure<'KPL_MALFORMED'> =>
  failure('KPL_MALFORMED', `packed record: at byte ${at} ${problem}; ${REPAIR}`);

const outOfTable = (
  what: string,
  got: number,
  entries: number,
): AggregationFailure<'KPL_MALFORMED'> =>
  failure(
    'KPL_MALFORMED',
    `packed record: a sub-record names ${what} that is not in the table; got index ${got}, expected less than ${entries}; ${REPAIR}`,
  );

const overLimit = (what: string, limit: number): AggregationFailure<'KPL_OVER_LIMIT'> =>
  failure(
    'KPL_OVER_LIMIT',
    `packed record: too many ${what}; got more than ${limit}, expected at most ${limit}; raise maxSubRecords or pack fewer`,
  );
