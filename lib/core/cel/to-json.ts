import { parseExactJson } from '../schema/exact-json.ts';
import { formatDecimal } from '../value.ts';
import { durationText, timestampText } from './time-values.ts';
import type { CelType } from './types.ts';
import {
  CelDecimal,
  CelMap,
  Duration,
  Failure,
  kindOf,
  Timestamp,
  Uint,
  type Value,
} from './values.ts';

/** Whether values of a type can be JSON; of what is found in events, that turns out for each. */
export function isJson(type: CelType): boolean {
  switch (type.kind) {
    case 'list':
      return isJson(type.of);
    case 'map':
      return (type.key.kind === 'string' || isOpen(type.key)) && isJson(type.value);
    case 'bytes':
    case 'type':
    case 'null':
    case 'optional':
      return false;
    default:
      return true;
  }
}

const isOpen = ({ kind }: CelType): boolean => kind === 'dyn' || kind === 'none';

/** A value as a field of JSON holds it, or why that cannot be. Numbers keep their digits. */
export function toJson(value: Value): unknown {
  if (typeof value === 'bigint') return parseExactJson(`${value}`);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint) return parseExactJson(`${value.value}`);
  if (value instanceof CelDecimal) return parseExactJson(formatDecimal(value));
  if (value instanceof Timestamp) return timestampText(value);
  if (value instanceof Duration) return durationText(value);
  if (value instanceof CelMap) return objectOf(value);
  if (!Array.isArray(value)) return new Failure(`JSON has no ${kindOf(value)}`);
  const items = value.map(toJson);
  return items.find((item) => item instanceof Failure) ?? items;
}

function objectOf(map: CelMap): unknown {
  const members: [string, unknown][] = [];
  for (const [key, value] of map.entries()) {
    if (typeof key !== 'string') return new Failure(`JSON has no ${kindOf(key)} as a name`);
    const json = toJson(value);
    if (json instanceof Failure) return json;
    members.push([key, json]);
  }
  return Object.fromEntries(members);
}
