import type { OutputType } from '../core/aggregators/output-type.ts';
import { formatInstant } from '../core/instant.ts';
import { exactNumber, isExactNumber } from '../core/schema/exact-json.ts';
import { formatDecimal, isDecimal, type Value } from '../core/value.ts';
import { csvText } from './sinks/csv-text.ts';

/** Digits after the point of a double in a table; `--json` has all of them. */
const TABLE_DIGITS = 6;

/**
 * A value as a table shows it: one line, doubles rounded to {@link TABLE_DIGITS} digits, parts of a
 * structure without their names.
 */
export function showValue(value: Value, type?: OutputType): string {
  if (value === null) return '';
  if (typeof value === 'number' && type?.kind !== 'instant') {
    return String(Number.isInteger(value) ? value : Number(value.toFixed(TABLE_DIGITS)));
  }
  return printable(exactText(value, type, showValue));
}

/** A value as a cell of CSV holds it: all digits; what has parts, as JSON. */
export function csvCell(value: Value, type?: OutputType): string {
  if (value === null) return '';
  if (typeof value === 'string') return csvText(value);
  const isWhole = typeof value !== 'object' || isDecimal(value);
  return isWhole ? exactText(value, type, csvCell) : exactJson(value, type);
}

/** JSON of a value with numbers as exact literals: decimals with all digits of their scale. */
export function exactJson(value: Value, type?: OutputType): string {
  if (typeof value === 'bigint') return value.toString();
  if (isDecimal(value)) return formatDecimal(value);
  return JSON.stringify(jsonValue(value, type));
}

/** What `JSON.stringify` makes exact JSON of. Instants are ISO-8601 text; infinities are text too. */
export function jsonValue(value: Value, type?: OutputType): unknown {
  if (isExactNumber(value)) return value;
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'bigint') return exactNumber(value.toString());
  if (typeof value === 'number') {
    if (type?.kind === 'instant') return formatInstant(value);
    return Number.isFinite(value) ? value : String(value);
  }
  if (isDecimal(value)) return exactNumber(formatDecimal(value));
  if (Array.isArray(value)) {
    const of = type?.kind === 'list' ? type.of : undefined;
    return value.map((each: Value) => jsonValue(each, of));
  }
  const of = type?.kind === 'struct' ? type.fields : {};
  const entries = Object.entries(value as Readonly<Record<string, Value | undefined>>);
  return Object.fromEntries(
    // what an event lacks is not in its JSON either
    entries.flatMap(([name, each]) =>
      each === undefined ? [] : [[name, jsonValue(each, of[name])]],
    ),
  );
}

type Show = (value: Value, type?: OutputType) => string;

function exactText(value: Value, type: OutputType | undefined, show: Show): string {
  if (typeof value === 'number' && type?.kind === 'instant') return formatInstant(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (isExactNumber(value)) return JSON.stringify(value);
  if (isDecimal(value)) return formatDecimal(value);
  if (Array.isArray(value)) {
    const of = type?.kind === 'list' ? type.of : undefined;
    return value.map((each: Value) => show(each, of)).join(', ');
  }
  const of = type?.kind === 'struct' ? type.fields : {};
  const entries = Object.entries(value as Readonly<Record<string, Value | undefined>>);
  return entries.map(([name, each]) => show(each ?? null, of[name])).join(' ');
}

/** Control characters as escapes: what a producer sent must not steer the terminal. */
export const printable = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (char) => {
    const code = char.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16)}}`;
  });
