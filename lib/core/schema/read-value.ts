import type { DeadLetterCode } from '../../errors/dead-letter-codes.ts';
import type { FieldType } from '../field-type.ts';
import { isEventTime } from '../instant.ts';
import { own } from '../own.ts';
import { readInstant } from '../written-time.ts';
import { isExactNumber, parseJson } from './exact-json.ts';
import { isHeldDouble, readBigInt, readDouble, readInt, readUnits } from './exact-number.ts';

/** Why a value cannot be read. */
export class Unreadable {
  readonly reason: DeadLetterCode;
  constructor(reason: DeadLetterCode) {
    this.reason = reason;
  }
}

/** Deepest nesting of a `json` field; what is deeper overflows the stack of those who write it. */
export const MAX_JSON_DEPTH = 500;

const orUnreadable = <T>(result: T | DeadLetterCode): T | Unreadable =>
  typeof result === 'string' ? new Unreadable(result as DeadLetterCode) : result;

const FIELD_TYPE = new Unreadable('FIELD_TYPE');

/** Reads the text of a JSON number. */
export function readNumberText(type: FieldType, text: string): unknown | Unreadable {
  switch (type.kind) {
    case 'int':
      return orUnreadable(readInt(text));
    case 'double':
      return orUnreadable(readDouble(text));
    case 'decimal':
      return orUnreadable(readUnits(text, type.scale));
    case 'bigint':
      return orUnreadable(readBigInt(text));
    case 'instant':
      return readMilliseconds(text);
    default:
      return FIELD_TYPE;
  }
}

/** Reads a JSON string. Numbers in quotes are read only by types that a double cannot hold. */
export function readString(type: FieldType, text: string): unknown | Unreadable {
  switch (type.kind) {
    case 'string':
      return text;
    case 'decimal':
    case 'bigint':
      return readNumberText(type, text);
    case 'instant':
      return readInstant(text) ?? new Unreadable('INSTANT_INVALID');
    default:
      return FIELD_TYPE;
  }
}

/** What databases, dataframes and spreadsheets write for true and false, in any case. */
const BOOLEANS: Readonly<Record<string, boolean>> = {
  ...{ true: true, t: true, yes: true, y: true, 1: true },
  ...{ false: false, f: false, no: false, n: false, 0: false },
};

/**
 * Reads a column of text, such as a cell of a CSV file, where everything is in quotes. Spaces around
 * anything but a string mean nothing.
 */
export function readCell(type: FieldType, cell: string): unknown | Unreadable {
  if (type.kind === 'string') return cell;
  const text = cell.trim();
  switch (type.kind) {
    case 'boolean':
      return own(BOOLEANS, text.toLowerCase()) ?? FIELD_TYPE;
    case 'instant':
      return readInstant(text) ?? readMilliseconds(text);
    case 'json':
      return readJsonText(text);
    default:
      return readNumberText(type, text);
  }
}

function readMilliseconds(text: string): number | Unreadable {
  const ms = readInt(text);
  return typeof ms === 'number' && isEventTime(ms) ? ms : new Unreadable('INSTANT_INVALID');
}

/** Reads the text of any JSON value; whole numbers that no double holds keep their digits. */
export function readJsonText(text: string): unknown | Unreadable {
  if (text.length > LARGE_JSON && isTooDeep(text)) return new Unreadable('JSON_TOO_DEEP');
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    return new Unreadable('JSON_SYNTAX');
  }
  return checkJson(value);
}

/** Texts of which the depth is looked at first: to parse one takes an object for each bracket. Characters. */
const LARGE_JSON = 100_000;

/** Whether brackets of a text are nested deeper than they may be; of what is no JSON it may say anything. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let isText = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '"') isText = !isText;
    else if (char === '\\') i++;
    else if (isText) continue;
    else if (char === '[' || char === '{') {
      if (++depth > MAX_JSON_DEPTH) return true;
    } else if (char === ']' || char === '}') depth--;
  }
  return false;
}

/** The value if it can be written again as JSON: not too deep, and every number finite. */
export function checkJson(value: unknown): unknown | Unreadable {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    const next: unknown[] = [];
    for (const item of level) {
      if (typeof item === 'object' && item !== null && !isExactNumber(item)) {
        if (depth >= MAX_JSON_DEPTH) return new Unreadable('JSON_TOO_DEEP');
        for (const child of Object.values(item)) next.push(child);
      } else if (typeof item === 'number' && !Number.isFinite(item)) {
        return new Unreadable('NUMBER_OUT_OF_RANGE');
      } else if (typeof item === 'bigint' || typeof item === 'function') {
        return FIELD_TYPE;
      }
    }
    level = next;
  }
  return value;
}

/** Reads a JavaScript value, such as what a validation library let through. */
export function readJsValue(type: FieldType, value: unknown): unknown | Unreadable {
  if (type.kind === 'json') return checkJson(value);
  if (typeof value === 'boolean') return type.kind === 'boolean' ? value : FIELD_TYPE;
  if (typeof value === 'string') return readString(type, value);
  if (typeof value === 'bigint') return readNumberText(type, `${value}`);
  if (typeof value === 'number') return readJsNumber(type, value);
  if (type.kind === 'instant' && isDate(value)) return readJsNumber(type, value.getTime());
  return FIELD_TYPE;
}

/** A double stands for the shortest decimal text that gives it: 0.1 is one tenth. */
function readJsNumber(type: FieldType, value: number): unknown | Unreadable {
  if (type.kind === 'double' && isHeldDouble(value)) return value;
  if (Number.isSafeInteger(value)) {
    if (type.kind === 'int') return value === 0 ? 0 : value; // −0 is 0
    if (type.kind === 'instant' && value !== 0) {
      return isEventTime(value) ? value : new Unreadable('INSTANT_INVALID');
    }
  }
  const result = readNumberText(type, `${value}`);
  const notFinite = result instanceof Unreadable && !Number.isFinite(value);
  return notFinite && type.kind !== 'instant' && result.reason === 'FIELD_TYPE' && isNumeric(type)
    ? new Unreadable('NUMBER_OUT_OF_RANGE')
    : result;
}

const isNumeric = ({ kind }: FieldType): boolean =>
  kind === 'int' || kind === 'double' || kind === 'decimal' || kind === 'bigint';

interface DateLike {
  getTime(): number;
}

const isDate = (value: unknown): value is DateLike =>
  Object.prototype.toString.call(value) === '[object Date]';

/** Reads a value from within JSON that was parsed: a number may have kept its digits. */
export const readFound = (type: FieldType, value: unknown): unknown | Unreadable =>
  isExactNumber(value) && type.kind !== 'json'
    ? readNumberText(type, JSON.stringify(value))
    : readJsValue(type, value);
