import { canonicalJson } from './canonical-json.ts';
import { type FieldType, typeName } from './field-type.ts';
import { formatInstant, isEventTime, parseInstant } from './instant.ts';
import { DecodeFailure, show } from './schema/decode-failure.ts';
import { parseExactJson } from './schema/exact-json.ts';
import { formatUnits, readBigInt, readInt, readUnits } from './schema/exact-number.ts';
import type { Value } from './value.ts';

/**
 * Longest text of a key.
 *
 * Units: bytes of UTF-8. DynamoDB takes 2,048 bytes of partition key and 1,024 of sort key. A row's
 * partition key is `<view>#<key>`, so 1,024 fit beside the longest view name, and the same text fits
 * a sort key where rows are listed by key.
 */
export const MAX_KEY_BYTES = 1_024;

/** Key of the only row per window of a view that takes all events together. */
export const ALL_KEY = 'all';

/** Text of a missing value in a key. */
const NULL = '\\N';

/** A text that would be taken for that of a missing value, or for one that was told from it. */
const LIKE_NULL = /^\\+N$/;

/** A value that events can be grouped by. */
export type KeyValue = Value;

/**
 * Text that stands for the values of a grouping, in rows, state and exchange.
 *
 * One value is its own text: a string as it is, an `int` or `bigint` its digits, a decimal all digits
 * of its scale, an instant ISO-8601 in UTC, a double the shortest text that reads back, `NaN` included, a JSON
 * value its canonical text. A missing value is `\N`, and a string like it has one `\` more. Several are joined by `|`,
 * where `|` and `\` inside of a value are preceded by `\`. For the same types, different values have
 * different texts (only 0 and −0 share one), and {@link parseKey} gives the values back.
 *
 * @param values - As events hold them: a decimal in units of 10⁻ˢᶜᵃˡᵉ.
 * @param nullable - Which of them may be missing: then that is a value like others.
 * @returns A failure for a value that is missing and must not be, text that is empty or too long, or half a
 *   surrogate pair, which UTF-8 cannot hold.
 */
export function keyOf(
  values: readonly unknown[],
  types: readonly FieldType[],
  nullable: readonly boolean[] = [],
): string | DecodeFailure {
  const key =
    values.length === 1 ? onlyText(values, types, nullable) : joinTexts(values, types, nullable);
  return typeof key === 'string' ? checkKey(key) : key;
}

/**
 * The key of a row that an engine has grouped, from the values of its key.
 *
 * @param values - None where all events share one row; null for one that is missing, which is a value like others.
 */
export const groupedKey = (
  values: readonly unknown[],
  types: readonly FieldType[],
): string | DecodeFailure =>
  values.length === 0
    ? ALL_KEY
    : keyOf(
        values,
        types,
        types.map(() => true),
      );

function onlyText(
  [only]: readonly unknown[],
  [type]: readonly FieldType[],
  [mayBeNull]: readonly boolean[],
): string | DecodeFailure {
  if (mayBeNull === true && isMissing(only)) return NULL;
  const text = textOf(only, type);
  return type?.kind === 'string' && typeof text === 'string' ? textKey(text) : text;
}

/** The text of a key that is one text. */
export const textKey = (text: string): string =>
  text.charCodeAt(0) === 0x5c && LIKE_NULL.test(text) ? `\\${text}` : text;

const isMissing = (value: unknown): boolean => value === undefined || value === null;

/** A key's text if it can be stored. For keys that a function of the author computes, too. */
export function checkKey(key: string): string | DecodeFailure {
  if (key === '') return refuse('KEY_EMPTY', 'an empty string', 'at least one character');
  if (!key.isWellFormed()) return refuse('KEY_NOT_UNICODE', show(key), 'whole characters');
  if (key.length * 3 <= MAX_KEY_BYTES) return key;
  const bytes = utf8Length(key);
  if (bytes <= MAX_KEY_BYTES) return key;
  return refuse('KEY_TOO_LONG', `${bytes} bytes`, `at most ${MAX_KEY_BYTES} bytes of UTF-8`);
}

/** The values that {@link keyOf} made a text of; `undefined` if it did not make this one. */
export function parseKey(key: string, types: readonly FieldType[]): KeyValue[] | undefined {
  const isOne = types.length === 1;
  const texts = isOne ? [onlyPart(key, types[0])] : splitTexts(key);
  if (texts === undefined || texts.length !== types.length) return undefined;
  const values: KeyValue[] = [];
  for (const [i, text] of texts.entries()) {
    const type = types[i];
    if (text === null && type !== undefined) {
      values.push(null);
      continue;
    }
    const value = type === undefined || text === null ? undefined : parseText(text, type);
    if (value === undefined || textOf(value, type) !== text) return undefined;
    values.push(value);
  }
  return typeof checkKey(key) === 'string' ? values : undefined;
}

const onlyPart = (key: string, type: FieldType | undefined): string | null => {
  if (key === NULL) return null;
  return type?.kind === 'string' && LIKE_NULL.test(key) ? key.slice(1) : key;
};

const refuse = (
  reason: 'FIELD_TYPE' | 'KEY_EMPTY' | 'KEY_MISSING' | 'KEY_NOT_UNICODE' | 'KEY_TOO_LONG',
  got: string,
  expected: string,
): DecodeFailure => new DecodeFailure({ reason, got, expected });

function joinTexts(
  values: readonly unknown[],
  types: readonly FieldType[],
  nullable: readonly boolean[],
): string | DecodeFailure {
  let key = '';
  for (let i = 0; i < types.length; i++) {
    const isNull = nullable[i] === true && isMissing(values[i]);
    const text = isNull ? NULL : textOf(values[i], types[i]);
    if (typeof text !== 'string') return text;
    key += (i === 0 ? '' : '|') + (isNull ? text : escapeText(text));
  }
  return key;
}

const escapeText = (text: string): string =>
  text.includes('|') || text.includes('\\') ? text.replace(/[|\\]/g, '\\$&') : text;

function textOf(value: unknown, type: FieldType | undefined): string | DecodeFailure {
  if (isMissing(value)) return refuse('KEY_MISSING', 'nothing', 'a value');
  const text = type === undefined ? undefined : typedText(value, type);
  return text ?? refuse('FIELD_TYPE', show(value), type ? typeName(type) : 'nothing');
}

/** Text of a value, or `undefined` if its type does not hold it or cannot be a key. */
function typedText(value: unknown, type: FieldType): string | undefined {
  if (type.kind === 'json') return canonicalJson(value);
  if (typeof value === 'string') return type.kind === 'string' ? value : undefined;
  if (typeof value === 'boolean') return type.kind === 'boolean' ? `${value}` : undefined;
  if (typeof value === 'bigint') return type.kind === 'bigint' ? `${value}` : undefined;
  if (typeof value !== 'number') return undefined;
  switch (type.kind) {
    case 'int':
      return Number.isSafeInteger(value) ? `${value}` : undefined;
    case 'double':
      return `${value}`;
    case 'decimal':
      return Number.isSafeInteger(value) ? formatUnits(value, type.scale) : undefined;
    case 'instant':
      return isEventTime(value) ? formatInstant(value) : undefined;
    default:
      return undefined;
  }
}

function parseText(text: string, type: FieldType): KeyValue | undefined {
  const value = readKeyText(text, type);
  const isText = type.kind === 'string' || type.kind === 'json';
  return typeof value === 'string' && !isText ? undefined : value; // a failure's code
}

function readKeyText(text: string, type: FieldType): KeyValue | undefined {
  switch (type.kind) {
    case 'string':
      return text;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : undefined;
    case 'int':
      return readInt(text);
    case 'bigint':
      return readBigInt(text);
    case 'decimal':
      return readUnits(text, type.scale);
    case 'double':
      return text === '' ? undefined : Number(text); // the caller sees whether it reads back
    case 'instant':
      return parseInstant(text);
    case 'json':
      return readJson(text);
  }
}

function readJson(text: string): KeyValue | undefined {
  try {
    return parseExactJson(text) as KeyValue;
  } catch {
    return undefined;
  }
}

/** Parts between unescaped `|`, unescaped; `undefined` for an escape of anything else. */
function splitTexts(key: string): (string | null)[] | undefined {
  const parts: (string | null)[] = [];
  let part = '';
  let isNull = false;
  for (let i = 0; i < key.length; i++) {
    const char = key[i] as string;
    if (char === '|') {
      parts.push(isNull ? null : part);
      part = '';
      isNull = false;
      continue;
    }
    if (isNull) return undefined; // it is all of its part
    if (char === '\\' && key[++i] !== '|' && key[i] !== '\\') {
      if (key[i] !== 'N' || part !== '') return undefined;
      isNull = true;
    } else part += key[i];
  }
  return [...parts, isNull ? null : part];
}

/** Bytes of a text in UTF-8; a lone surrogate counts as one half of a pair. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    bytes += unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
    if (unit >= 0xd800 && unit < 0xe000) bytes--; // each half of a pair is two of its four bytes
  }
  return bytes;
}
