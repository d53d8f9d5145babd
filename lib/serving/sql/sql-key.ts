import type { Dialect } from './dialect.ts';
import type { SqlField } from './sql-field.ts';

/** Characters of an instant in a key. */
const INSTANT_LENGTH = 24;

/** Length of the text of a key in bytes, as `keyOf` makes it; 0 or NULL for a key that is refused. */
function keyLength(keys: readonly SqlField[], dialect: Dialect): string {
  const parts = keys.map(({ column, type, optional }) => {
    const length = lengthOf({ column, type }, keys.length === 1, dialect);
    return optional === true ? `coalesce(${length}, ${NULL_LENGTH})` : length;
  });
  return [...parts, String(keys.length - 1)].join(' + ');
}

/** Characters of what stands for a missing value. */
const NULL_LENGTH = 2;

function lengthOf({ column, type }: SqlField, isOnly: boolean, dialect: Dialect): string {
  if (type.kind === 'instant') return String(INSTANT_LENGTH);
  const text = type.kind === 'string' ? column : `CAST(${column} AS VARCHAR)`;
  return dialect.byteLength(isOnly ? text : escaped(text));
}

/** With `\` before each `\` and `|`. */
const escaped = (text: string): string => `replace(replace(${text}, '\\', '\\\\'), '|', '\\|')`;

/**
 * That a record was put under the text of its event's key, which rows at the source ask for.
 *
 * `TRUE` for types whose text engines write otherwise.
 */
export function isOwnKey({ column, type }: SqlField, partitionKey: string): string {
  if (type.kind === 'string') return `${column} = ${partitionKey}`;
  if (type.kind === 'instant' || type.kind === 'double' || type.kind === 'json') return 'TRUE';
  return `CAST(${column} AS VARCHAR) = ${partitionKey}`;
}

/** Bytes of the longest key, as `MAX_KEY_BYTES` has it. */
const MAX_KEY = 1_024;

/** Whether fields make a key. */
export const isKey = (fields: readonly SqlField[], dialect: Dialect): string =>
  `${keyLength(fields, dialect)} BETWEEN 1 AND ${MAX_KEY}`;
