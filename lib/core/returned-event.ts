import { Decimal } from './decimal.ts';
import type { Event } from './event.ts';
import { type Field, type Fields, type FieldType, typeName } from './field-type.ts';
import { isEventTime } from './instant.ts';
import { show } from './schema/decode-failure.ts';
import { isHeldDouble, MAX_BIGINT_DIGITS } from './schema/exact-number.ts';
import { checkJson, Unreadable } from './schema/read-value.ts';

/**
 * Takes an event that a function of an author has returned: every declared field is of its type.
 *
 * A decimal comes as {@link Decimal} of any scale that loses nothing; `null` for a field that may be missing is
 * `undefined`. Fields that are not declared stay, and nothing looks at them.
 *
 * @param given - The event that the function got; JSON that it passes on is not looked through again.
 * @throws TypeError, RangeError for what a field cannot hold; the event that led to it is set aside
 */
export function returnedAs(fields: Fields): (returned: unknown, given: Event) => Event {
  const declared = Object.entries(fields);
  return (returned, given) => {
    if (typeof returned !== 'object' || returned === null || Array.isArray(returned)) {
      throw new TypeError(`returned ${show(returned)}, expected an event`);
    }
    const event: Record<string, unknown> = { ...returned };
    for (const [name, field] of declared) {
      const value = event[name];
      if (value === undefined || (value === null && mayBeNull(field))) {
        if (!field.optional) throw wrong(name, field.type, value);
        event[name] = undefined;
      } else if (field.type.kind !== 'json' || value !== given[name]) {
        event[name] = heldAs(name, field.type, value);
      }
    }
    return event;
  };
}

/** A required `json` field may hold null; any other field takes null for "nothing". */
const mayBeNull = ({ optional, type }: Field): boolean => optional || type.kind !== 'json';

function heldAs(name: string, type: FieldType, value: unknown): unknown {
  if (type.kind === 'decimal') return unitsOf(name, type.scale, value);
  if (type.kind === 'json') {
    if (checkJson(value) instanceof Unreadable) throw wrong(name, type, value);
    return value;
  }
  if (IS_HELD[type.kind](value)) return value;
  throw wrong(name, type, value);
}

const LIMIT = 10n ** BigInt(MAX_BIGINT_DIGITS);

const IS_HELD: Readonly<
  Record<Exclude<FieldType['kind'], 'decimal' | 'json'>, (value: unknown) => boolean>
> = {
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  int: Number.isSafeInteger,
  double: (value) => typeof value === 'number' && isHeldDouble(value),
  bigint: (value) => typeof value === 'bigint' && value < LIMIT && value > -LIMIT,
  instant: (value) => typeof value === 'number' && isEventTime(value),
};

function unitsOf(name: string, scale: number, value: unknown): number {
  if (!(value instanceof Decimal)) throw wrong(name, { kind: 'decimal', scale }, value);
  const rounded = value.scale === scale ? value : value.round(scale);
  if (!rounded.equals(value)) {
    throw new RangeError(
      `${name}: ${value} has more than ${scale} decimals; say .round(${scale}) where that is right`,
    );
  }
  const units = Number(rounded.units);
  if (Number.isSafeInteger(units)) return units;
  throw new RangeError(`${name}: ${value} is more than decimal(${scale}) holds`);
}

function wrong(name: string, type: FieldType, value: unknown): TypeError {
  const got = value instanceof Decimal ? `the decimal ${value}` : `${typeof value} ${show(value)}`;
  const fix =
    type.kind === 'decimal' ? "; say Decimal.of('12.50'), or calculate with its methods" : '';
  return new TypeError(`${name}: returned ${got}, expected ${typeName(type)}${fix}`);
}
