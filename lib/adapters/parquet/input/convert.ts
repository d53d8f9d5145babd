import { isUtf8 } from 'node:buffer';
import type { SchemaElement } from 'hyparquet';
import { findInvalidUtf8 } from '../../../core/json/utf8.ts';
import { DecodeFailure, type FailureParts, show } from '../../../core/schema/decode-failure.ts';
import { parseExactJson } from '../../../core/schema/exact-json.ts';
import { readJsonText, Unreadable } from '../../../core/schema/read-value.ts';
import { convertTimes } from './convert-times.ts';
import {
  decimalText,
  float16,
  MAX_DECIMAL_BYTES,
  numberOrText,
  shortestOfFloat,
} from './exact-number.ts';
import { type Meaning, meaningOf } from './meaning.ts';
import type { Stored } from './plain.ts';
import { type Convert, refused, type Target } from './target.ts';

/**
 * How values of a column are read for a field: exact wherever the file is, and as the decoder of events takes
 * them.
 */
export function converterOf(element: SchemaElement, target: Target): Convert {
  const meaning = meaningOf(element);
  switch (meaning.kind) {
    case 'decimal':
      return decimals(meaning.scale, target);
    case 'timestamp':
    case 'time':
    case 'date':
    case 'int96':
      return convertTimes(meaning, target);
    case 'number':
    case 'unsigned':
      return numbers(meaning, target);
    case 'float':
      return floats(target);
    case 'float16':
      return float16;
    case 'boolean':
      return (stored) => stored;
    case 'text':
      return texts(target, (text) => text);
    case 'unsaid': {
      const asText = texts(target, (text) => text);
      if (target.type !== undefined) return asText;
      return (stored) => (isUtf8(stored as Buffer) ? asText(stored) : stored);
    }
    case 'json':
      return target.type === undefined || target.type.kind === 'json'
        ? texts(target, (text) => parsed(text, target))
        : texts(target, (text) => text);
    case 'uuid':
      return (stored) => uuid(stored as Buffer);
    case 'bytes':
      return (stored) =>
        target.type === undefined ? stored : refused(target, `${(stored as Buffer).length} bytes`);
    case 'unknown':
      // a foreign schema may not look at the column
      return () => (target.type === undefined ? undefined : refused(target, meaning.name));
  }
}

const failed = (
  reason: FailureParts['reason'],
  parts: Omit<FailureParts, 'reason'>,
): DecodeFailure => new DecodeFailure({ reason, ...parts });

function decimals(scale: number, target: Target): Convert {
  const read = digitsFor(target);
  return (stored) => {
    if (stored instanceof Uint8Array && stored.length > MAX_DECIMAL_BYTES) {
      const got = `a decimal of ${stored.length} bytes`;
      const expected = `at most ${MAX_DECIMAL_BYTES}`;
      return failed('NUMBER_OUT_OF_RANGE', { field: target.field, got, expected });
    }
    return read(decimalText(stored, scale));
  };
}

/** What the decoder takes a decimal in. */
function digitsFor({ type }: Target): (text: string) => unknown {
  switch (type?.kind) {
    case 'decimal':
    case 'bigint':
      return (text) => text;
    case 'int':
    case 'instant':
      return (text) =>
        /^-?\d+(\.0+)?$/.test(text) ? BigInt(text.split('.')[0] ?? '') : Number(text);
    case 'json':
      return parseExactJson;
    case undefined:
      return numberOrText;
    default:
      return Number;
  }
}

function numbers(meaning: Meaning, { type, times }: Target): Convert {
  const exact = meaning.kind === 'unsigned' ? unsigned : (stored: Stored) => stored;
  if (type?.kind === 'json') return (stored) => inJson(exact(stored));
  if (type?.kind !== 'instant' || times === undefined) return exact;
  return (stored) => {
    const number = exact(stored);
    return times.number(`${number}`) ?? number;
  };
}

const unsigned = (stored: Stored): Stored =>
  typeof stored === 'bigint' ? BigInt.asUintN(64, stored) : (stored as number) >>> 0;

/** As JSON has it: a number, with all digits where no double holds it. */
const inJson = (stored: Stored): unknown =>
  typeof stored === 'bigint' ? parseExactJson(`${stored}`) : stored;

/** A decimal is read from the text of a number, the others from the number. */
const floats = ({ type }: Target): Convert =>
  type?.kind === 'decimal' ? (stored) => shortestOfFloat(stored as number) : (stored) => stored;

function texts({ field, type, times }: Target, read: (text: string) => unknown): Convert {
  const isTime = type?.kind === 'instant' && times !== undefined;
  return (stored) => {
    const bytes = stored as Buffer;
    if (!isUtf8(bytes)) {
      const offset = findInvalidUtf8(bytes, 0, bytes.length);
      const got = `0x${(bytes[offset] as number).toString(16).padStart(2, '0')}`;
      return failed('UTF8_INVALID', { field, got, offset, expected: 'text in UTF-8' });
    }
    const text = bytes.toString('utf8');
    return isTime ? (times.text(text) ?? text) : read(text);
  };
}

function parsed(text: string, { field }: Target): unknown {
  const value = readJsonText(text);
  if (!(value instanceof Unreadable)) return value;
  return failed(value.reason, { field, got: show(text), expected: 'the text of JSON' });
}

function uuid(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}
