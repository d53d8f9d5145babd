import { type Field, type Fields, typeName } from '../field-type.ts';
import { DecodeFailure, show } from './decode-failure.ts';
import { expectation } from './expectation.ts';
import { readCell, readJsValue, Unreadable } from './read-value.ts';

/**
 * An event from a JavaScript value, by the rules that hold for JSON text.
 *
 * Every declared field is there, in the order of the declaration; an absent optional one is
 * `undefined`. Whatever else the value holds is left out.
 */
export function readFields(fields: Fields, value: unknown): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return notAnObject(value);
  const given = value as Readonly<Record<string, unknown>>;
  const event: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const found = given[name];
    if (isAbsent(field, found)) {
      if (!field.optional) return missing(name, field, found);
      event[name] = undefined;
      continue;
    }
    const read = readJsValue(field.type, found);
    if (read instanceof Unreadable) return unreadable(name, field, { read, got: show(found) });
    event[name] = read;
  }
  return event;
}

/** An event from a row of text, such as CSV. An empty cell is an absent one. */
export function readCells(
  fields: Fields,
  row: Readonly<Record<string, string | undefined>>,
): object {
  const event: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const cell = row[name];
    if (cell === undefined || (field.type.kind === 'string' ? cell : cell.trim()) === '') {
      if (!field.optional) return missing(name, field, cell);
      event[name] = undefined;
      continue;
    }
    const read = readCell(field.type, cell);
    if (read instanceof Unreadable) return unreadable(name, field, { read, got: show(cell) });
    event[name] = read;
  }
  return event;
}

/** A required `json` field may hold null; any other field takes null for "nothing". */
const isAbsent = (field: Field, value: unknown): boolean =>
  value === undefined || (value === null && (field.optional || field.type.kind !== 'json'));

/** The event is something else than an object. */
export const notAnObject = (value: unknown): DecodeFailure =>
  new DecodeFailure({ reason: 'NOT_AN_OBJECT', got: show(value), expected: 'a JSON object' });

/** A required field is absent, null, or an empty cell. */
export const missing = (name: string, { type }: Field, value: unknown): DecodeFailure =>
  new DecodeFailure({
    reason: 'FIELD_MISSING',
    field: name,
    got: value === undefined ? 'nothing' : value === null ? 'null' : 'an empty cell',
    expected: typeName(type),
  });

interface Found {
  readonly read: Unreadable;
  readonly got: string;
  readonly offset?: number;
}

/** A field holds something that its type does not accept. */
export const unreadable = (name: string, { type }: Field, found: Found): DecodeFailure =>
  new DecodeFailure({
    reason: found.read.reason,
    field: name,
    got: found.got,
    expected: expectation(type),
    offset: found.offset,
  });
