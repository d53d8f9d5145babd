import { DecodeFailure } from './decode-failure.ts';
import { validateForeign } from './foreign-schema.ts';
import { notAnObject, readCells, readFields } from './read-fields.ts';
import type { Schema } from './schema.ts';

/**
 * An event from a JavaScript value that is already parsed, by the rules that hold for JSON text.
 *
 * A number stands for the shortest text that gives it, so 0.1 under `decimal(2)` is ten cents.
 */
export function decodeObject<E>(schema: Schema<E>, value: unknown): E | DecodeFailure {
  if (schema.foreign === undefined) return readFields(schema.fields, value) as E | DecodeFailure;
  const output = validateForeign(schema.foreign, value);
  if (output instanceof DecodeFailure) return output;
  if (typeof output !== 'object' || output === null || Array.isArray(output)) {
    return notAnObject(output);
  }
  const named = readFields(schema.fields, output);
  if (named instanceof DecodeFailure) return named;
  return (Object.keys(schema.fields).length === 0 ? output : { ...output, ...named }) as E;
}

/**
 * An event from a row of text, such as CSV: each field is read from its text, without quotes.
 *
 * An empty cell is an absent one. An `instant` may be a time with its zone or milliseconds. A foreign
 * schema gets the row as it is, an object of strings.
 */
export function decodeText<E>(
  schema: Schema<E>,
  row: Readonly<Record<string, string | undefined>>,
): E | DecodeFailure {
  return schema.foreign === undefined
    ? (readCells(schema.fields, row) as E | DecodeFailure)
    : decodeObject(schema, row);
}
