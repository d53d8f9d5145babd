import type { Event } from '../event.ts';
import type { FieldType } from '../field-type.ts';
import { formatInstant, isEventTime } from '../instant.ts';
import { DecodeFailure, show } from './decode-failure.ts';
import { formatUnits, isHeldDouble, MAX_BIGINT_DIGITS } from './exact-number.ts';
import { expectation } from './expectation.ts';
import { checkJson, Unreadable } from './read-value.ts';
import type { Schema } from './schema.ts';

/**
 * JSON text of an event; decoding it gives the same event.
 *
 * Decimals are number literals with all digits of their scale (`12.50`), a `bigint` is its digits,
 * an instant ISO-8601 in UTC, −0 keeps its sign. Absent fields are left out. Of an event of a
 * foreign schema, fields that are not declared are written by `JSON.stringify`.
 *
 * @param values - The event as it is held, a decimal as its units: 1250 for 12.50.
 * @returns A failure for a value that its type does not hold, such as `NaN`.
 */
export function encodeEvent<E>(schema: Schema<E>, values: Event): string | DecodeFailure {
  const names = schema.foreign === undefined ? Object.keys(schema.fields) : namesOf(schema, values);
  let text = '';
  for (const name of names) {
    const value = values[name];
    if (value === undefined) continue;
    const type = schema.fields[name]?.type ?? { kind: 'json' };
    const encoded = encodeValue(type, value);
    if (encoded === undefined) return cannotWrite(name, type, value);
    text += `${text === '' ? '{' : ','}${JSON.stringify(name)}:${encoded}`;
  }
  return text === '' ? '{}' : `${text}}`;
}

const namesOf = ({ fields }: Schema, event: object): readonly string[] => [
  ...new Set([...Object.keys(fields), ...Object.keys(event)]),
];

const cannotWrite = (name: string, type: FieldType, value: unknown): DecodeFailure =>
  new DecodeFailure({
    reason: isOfItsType(type, value) ? 'NUMBER_OUT_OF_RANGE' : 'FIELD_TYPE',
    field: name,
    got: show(value),
    expected: expectation(type),
  });

/** Whether the type holds such values, if not this one. */
const isOfItsType = ({ kind }: FieldType, value: unknown): boolean =>
  kind === 'bigint'
    ? typeof value === 'bigint'
    : typeof value === 'number' && NUMBERS.includes(kind);

const NUMBERS: readonly FieldType['kind'][] = ['int', 'double', 'decimal', 'instant'];

/** JSON text of one value, or `undefined` if its type does not hold it. */
function encodeValue(type: FieldType, value: unknown): string | undefined {
  switch (type.kind) {
    case 'string':
      return typeof value === 'string' ? JSON.stringify(value) : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? `${value}` : undefined;
    case 'int':
      return Number.isSafeInteger(value) ? `${value}` : undefined;
    case 'double':
      return isHeldDouble(value as number) ? (Object.is(value, -0) ? '-0' : `${value}`) : undefined;
    case 'bigint':
      return isBigInt(value) ? `${value}` : undefined;
    case 'decimal':
      return typeof value === 'number' && Number.isSafeInteger(value)
        ? formatUnits(value, type.scale)
        : undefined;
    case 'instant':
      return typeof value === 'number' && isEventTime(value)
        ? `"${formatInstant(value)}"`
        : undefined;
    case 'json':
      return jsonText(value);
  }
}

function jsonText(value: unknown): string | undefined {
  try {
    const text = JSON.stringify(value); // first: it throws on cycles, which the check would follow
    return checkJson(value) instanceof Unreadable ? undefined : text;
  } catch {
    return undefined;
  }
}

const LIMIT = 10n ** BigInt(MAX_BIGINT_DIGITS);

const isBigInt = (value: unknown): value is bigint =>
  typeof value === 'bigint' && value < LIMIT && value > -LIMIT;
