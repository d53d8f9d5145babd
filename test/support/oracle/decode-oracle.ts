import type { Fields, FieldType } from '../../../lib/core/field-type.ts';
import { readInstant } from '../../../lib/core/written-time.ts';

/** The oracle's answer for events that must be refused. */
export const REFUSED = Symbol('refused');

/** Number of JSON, as it was written. */
class Written {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown;

/**
 * What an event must be, by `TextDecoder`, `JSON.parse`, `BigInt` and `Date`.
 *
 * Shares no code with the decoder. Reads numbers as they were written through the `source` that
 * `JSON.parse` gives its reviver.
 */
export function decodeByOracle(fields: Fields, bytes: Uint8Array): unknown {
  let plain: unknown;
  let written: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    plain = JSON.parse(text);
    const keepText: Reviver = (_key, value, { source }) =>
      typeof value === 'number' ? new Written(source ?? '') : value;
    written = JSON.parse(text, keepText as (key: string, value: unknown) => unknown);
  } catch {
    return REFUSED;
  }
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) return REFUSED;
  const event: Record<string, unknown> = {};
  for (const [name, { type, optional }] of Object.entries(fields)) {
    const has = Object.hasOwn(plain, name);
    const value = has ? (written as Record<string, unknown>)[name] : undefined;
    if (value === undefined || (value === null && (optional || type.kind !== 'json'))) {
      if (!optional) return REFUSED;
      event[name] = undefined;
      continue;
    }
    const original = (plain as Record<string, unknown>)[name];
    const read = type.kind === 'json' ? jsonByOracle(original, value) : valueByOracle(type, value);
    if (read === REFUSED) return REFUSED;
    event[name] = read;
  }
  return event;
}

/** A JSON value; whole numbers that no double holds keep their digits. */
function jsonByOracle(plain: unknown, written: unknown): unknown {
  if (finiteOnly(plain) === REFUSED) return REFUSED;
  const read = (value: unknown): unknown => {
    if (value instanceof Written) {
      const number = Number(value.text);
      const isWhole = /^-?\d+$/.test(value.text);
      return isWhole && BigInt(value.text) !== printed(number) ? raw(value.text) : number;
    }
    if (Array.isArray(value)) return value.map(read);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([name, inner]) => [name, read(inner)] as const);
    return Object.fromEntries(entries);
  };
  return read(written);
}

/** The whole number that a double is written as. */
function printed(number: number): bigint {
  const [mantissa = '', exponent = '0'] = String(number).split('e+');
  const [whole = '', fraction = ''] = mantissa.split('.');
  return BigInt(whole + fraction) * 10n ** BigInt(Number(exponent) - fraction.length);
}

const raw = (text: string): unknown =>
  (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text);

const finiteOnly = (value: unknown): unknown => {
  const infinite = (item: unknown): boolean =>
    typeof item === 'object' && item !== null
      ? Object.values(item).some(infinite)
      : item === Number.POSITIVE_INFINITY || item === Number.NEGATIVE_INFINITY;
  return infinite(value) ? REFUSED : value;
};

function valueByOracle(type: FieldType, value: unknown): unknown {
  const number = value instanceof Written ? value.text : undefined;
  const text = typeof value === 'string' ? value : undefined;
  switch (type.kind) {
    case 'string':
      return text ?? REFUSED;
    case 'boolean':
      return typeof value === 'boolean' ? value : REFUSED;
    case 'double':
      return number !== undefined && isInDynamoRange(Number(number)) ? Number(number) : REFUSED;
    case 'int':
      return safe(scaled(number, 0));
    case 'decimal':
      return safe(scaled(number ?? text, type.scale));
    case 'bigint': {
      const units = scaled(number ?? text, 0);
      return units !== undefined && `${units}`.replace('-', '').length <= 38 ? units : REFUSED;
    }
    case 'instant':
      return text === undefined ? inYears(safe(scaled(number, 0))) : instantByOracle(text);
    default:
      throw new Error(`no oracle for ${type.kind}`);
  }
}

const FIRST = Date.parse('0001-01-01T00:00:00.000Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

/** Other forms than ISO-8601 are for the tests of their own reader to judge. */
function instantByOracle(text: string): number | symbol {
  const strict = inYears(dateMs(text));
  return strict === REFUSED ? (readInstant(text) ?? REFUSED) : strict;
}

const inYears = (ms: number | symbol): number | symbol =>
  typeof ms === 'number' && ms >= FIRST && ms <= LAST ? ms : REFUSED;

/** By `Date`, which is too lenient about the calendar and about zones. */
function dateMs(text: string): number | symbol {
  const shape = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(:\d\d(\.\d{1,12})?)?([Zz]|[+-]\d\d:?\d\d)$/.exec(
    text,
  );
  const day = shape?.[1] ?? '';
  const hour = text.slice(11, 13);
  if (shape === null || hour === '24' || Number.isNaN(Date.parse(`${day}T00:00Z`))) return REFUSED;
  if (!new Date(`${day}T00:00Z`).toISOString().startsWith(day)) return REFUSED;
  const plain = text.replace(/(\.\d{3})\d+/, '$1').replace(/([+-]\d\d)(\d\d)$/, '$1:$2');
  return Date.parse(plain.toUpperCase());
}

/** Whole number of 10⁻ˢᶜᵃˡᵉ, or nothing if there is none or it is not a number. */
function scaled(text: string | undefined, scale: number): bigint | undefined {
  if (text === undefined || !/^-?\d/.test(text)) return undefined;
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  const [mantissa = '', power = '0'] = text.trim().toLowerCase().split('e');
  if (text !== text.trim()) return undefined;
  const [whole = '', fraction = ''] = mantissa.split('.');
  const exponent = BigInt(power) - BigInt(fraction.length) + BigInt(scale);
  const digits = BigInt(whole + fraction);
  if (digits === 0n) return digits;
  if (exponent > 400n) return 10n ** 400n; // out of every range; a larger power may not fit memory
  if (exponent < -400n) return undefined;
  if (exponent >= 0n) return digits * 10n ** exponent;
  const divisor = 10n ** -exponent;
  if (digits % divisor !== 0n) return undefined;
  return digits / divisor;
}

const safe = (units: bigint | undefined): number | symbol =>
  units !== undefined && units >= -(2n ** 53n) + 1n && units < 2n ** 53n ? Number(units) : REFUSED;

/** DynamoDB's range, by digits: the exponent of the scientific notation decides. */
export function isInDynamoRange(x: number): boolean {
  if (x === 0) return true;
  if (!Number.isFinite(x)) return false;
  const exponent = Number(x.toExponential().split('e')[1]);
  return exponent >= -130 && exponent < 126;
}
