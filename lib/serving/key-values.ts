import type { FieldType } from '../core/field-type.ts';
import { type KeyValue, parseKey } from '../core/key.ts';
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
  const values = parseKey(key, keyTypes(keys)) ?? [];
  return Object.fromEntries(
    keys.flatMap(({ name }, i) => {
      const value = values[i];
      return value === undefined ? [] : [[name, shown(value, keyTypes(keys)[i])]];
    }),
  );
}

/** Types of the fields of a key. Keys are fields, never lists or structures. */
export const keyTypes = (keys: ServedView['keys']): FieldType[] =>
  keys.flatMap(({ type }) => (type.kind === 'list' || type.kind === 'struct' ? [] : [type]));

const shown = (value: KeyValue, type: FieldType | undefined): Value =>
  type?.kind === 'decimal' && typeof value === 'number'
    ? { units: BigInt(value), scale: type.scale }
    : value;
