import { type FieldType, typeName } from './field-type.ts';
import { formatInstant, isEventTime, parseInstant } from './instant.ts';
import { DecodeFailure, show } from './schema/decode-failure.ts';
import { formatUnits, readBigInt, readDouble, readInt, readUnits } from './schema/exact-number.ts';

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

/** A value that events can be grouped by. */
export type KeyValue = string | number | boolean | bigint;

/**
 * Text that stands for the values of a grouping, in rows, state and exchange.
 *
 * One value is its own text: a string as it is, an `int` or `bigint` its digits, a decimal all digits
 * of its scale, an instant ISO-8601 in UTC, a double its shortest text. Several are joined by `|`,
 * where `|` and `\` inside of a value are preceded by `\`. For the same types, different values have
 * different texts (only 0 and −0 share one), and {@link parseKey} gives the values back.
 *
 * @param values - As events hold them: a decimal in units of 10⁻ˢᶜᵃˡᵉ.
 * @returns A failure for a value that is missing, text that is empty or too long, or half a
 *   surrogate pair, which UTF-8 cannot hold.
 */
export function keyOf(
  values: readonly unknown[],
  types: readonly FieldType[],
): string | DecodeFailure {
  const [only] = values;
  const key = values.length === 1 ? textOf(only, types[0]) : joinTexts(values, types);
  return typeof key === 'string' ? checkKey(key) : key;
}

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
  const texts = types.length === 1 ? [key] : splitTexts(key);
  if (texts === undefined || texts.length !== types.length) return undefined;
  const values: KeyValue[] = [];
  for (const [i, text] of texts.entries()) {
    const type = types[i];
    const value = type === undefined ? undefined : parseText(text, type);
    if (value === undefined || textOf(value, type) !== text) return undefined;
    values.push(value);
  }
  return typeof checkKey(key) === 'string' ? values : undefined;
}

const refuse = (
  reason: 'FIELD_TYPE' | 'KEY_EMPTY' | 'KEY_MISSING' | 'KEY_NOT_UNICODE' | 'KEY_TOO_LONG',
  got: string,
  expected: string,
): DecodeFailure => new DecodeFailure({ reason, got, expected });

function joinTexts(
  values: readonly unknown[],
  types: readonly FieldType[],
): string | DecodeFailure {
  let key = '';
  for (let i = 0; i < types.length; i++) {
    const text = textOf(values[i], types[i]);
    if (typeof text !== 'string') return text;
    key += (i === 0 ? '' : '|') + escapeText(text);
  }
  return key;
}

const escapeText = (text: string): string =>
  text.includes('|') || text.includes('\\') ? text.replace(/[|\\]/g, '\\$&') : text;

function textOf(value: unknown, type: FieldType | undefined): string | DecodeFailure {
  if (value === undefined || value === null) return refuse('KEY_MISSING', 'nothing', 'a value');
  const text = type === undefined ? undefined : typedText(value, type);
  return text ?? refuse('FIELD_TYPE', show(value), type ? typeName(type) : 'nothing');
}

/** Text of a value, or `undefined` if its type does not hold it or cannot be a key. */
function typedText(value: unknown, type: FieldType): string | undefined {
  if (typeof value === 'string') return type.kind === 'string' ? value : undefined;
  if (typeof value === 'boolean') return type.kind === 'boolean' ? `${value}` : undefined;
  if (typeof value === 'bigint') return type.kind === 'bigint' ? `${value}` : undefined;
  if (typeof value !== 'number') return undefined;
  switch (type.kind) {
    case 'int':
      return Number.isSafeInteger(value) ? `${value}` : undefined;
    case 'double':
      return Number.isFinite(value) ? `${value}` : undefined;
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
  return typeof value === 'string' && type.kind !== 'string' ? undefined : value; // a failure's code
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
      return readDouble(text);
    case 'instant':
      return parseInstant(text);
    default:
      return undefined;
  }
}

/** Parts between unescaped `|`, unescaped; `undefined` for an escape of anything else. */
function splitTexts(key: string): string[] | undefined {
  const parts: string[] = [];
  let part = '';
  for (let i = 0; i < key.length; i++) {
    const char = key[i] as string;
    if (char === '|') {
      parts.push(part);
      part = '';
      continue;
    }
    if (char === '\\' && key[++i] !== '|' && key[i] !== '\\') return undefined;
    part += key[i];
  }
  return [...parts, part];
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
