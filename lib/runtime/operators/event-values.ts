import type { Event } from '../../core/event.ts';
import type { Fields, FieldType } from '../../core/field-type.ts';
import { own } from '../../core/own.ts';
import { isExactNumber } from '../../core/schema/exact-json.ts';
import { formatUnits } from '../../core/schema/exact-number.ts';
import { formatDecimal, isDecimal, type Value } from '../../core/value.ts';

/**
 * What an aggregate shows, as the value of an event's field of that type; null is a missing value.
 *
 * @throws RangeError for a decimal of more units than an event can hold.
 */
export function eventValue(value: Value, type: FieldType): unknown {
  if (value === null) return undefined;
  if (type.kind === 'json') return jsonValue(value);
  if (type.kind === 'bigint') return BigInt(value as number | bigint);
  if (!isDecimal(value)) return value;
  const units = Number(value.units);
  if (Number.isSafeInteger(units)) return units;
  throw new RangeError(`${formatDecimal(value)} is outside the range of an event's decimal`);
}

/** The same value in JSON's terms: decimals and big integers as text. */
export function jsonValue(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (isDecimal(value)) return formatDecimal(value);
  if (Array.isArray(value)) return value.map(jsonValue);
  if (typeof value !== 'object' || value === null || isExactNumber(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, jsonValue(inner)]));
}

/** An event in JSON's terms: without what it lacks, and decimals with all digits of their scale. */
export function jsonEvent(event: Event, fields: Fields): unknown {
  const shown: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(event)) {
    const type = own(fields, name)?.type;
    const isUnits = type?.kind === 'decimal' && typeof value === 'number';
    if (value !== undefined)
      shown[name] = isUnits ? formatUnits(value, type.scale) : jsonValue(value);
  }
  return shown;
}
