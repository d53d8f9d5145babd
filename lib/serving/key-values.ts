import type { FieldType } from '../core/field-type.ts';
import { parseKey } from '../core/key.ts';
import { shownField } from '../core/shown-field.ts';
import type { Value } from '../core/value.ts';
import type { ViewRow } from '../ports/row-reader.ts';
import type { ServedView } from './served-view.ts';

/**
 * The values that a row is keyed by, from the text of its key.
 *
 * Some rows show them under other names: those of a join bear the prefixes of its sides.
 */
export function keyValues(
  { keys }: ServedView,
  { key }: Pick<ViewRow, 'key'>,
): Readonly<Record<string, Value>> {
  const types = keyTypes(keys);
  const values = parseKey(key, types) ?? [];
  return Object.fromEntries(
    keys.flatMap(({ name }, i) => {
      const value = values[i];
      return value === undefined ? [] : [[name, shownField(value, types[i])]];
    }),
  );
}

/** Types of the fields of a key. Keys are fields, never lists or structures. */
export const keyTypes = (keys: ServedView['keys']): FieldType[] =>
  keys.flatMap(({ type }) => (type.kind === 'list' || type.kind === 'struct' ? [] : [type]));
