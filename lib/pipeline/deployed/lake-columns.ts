import type { Fields, FieldType } from '../../core/field-type.ts';
import { DefinitionError } from '../../errors/definition-error.ts';

/** What is known of a payload beside what it holds; names of fields never begin like these. */
export const SYSTEM_COLUMNS = {
  kind: '_kind',
  shard: '_shard',
  /** Sequence number, padded to 56 digits, so that order of text is order of numbers. */
  sequence: '_sequence',
  /** Place in a packed record; 0 for a record that was put alone. */
  subsequence: '_subsequence',
  arrival: '_arrival',
  partitionKey: '_partition_key',
  payload: '_payload',
} as const;

/** Columns that the path of an object gives: date and hour of arrival, in UTC. */
export const PARTITION_COLUMNS = ['dt', 'hh'] as const;

/** What a column of the lake holds; engines spell it each in their own way. */
export type ColumnType = FieldType | { readonly kind: 'bytes' };

/** A column of a stream's table. */
export interface LakeColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** The field that it holds; `null` for a system column. */
  readonly field: string | null;
}

/**
 * Name of the column that holds a field.
 *
 * The name of the field, but with `__` before it if it begins with `_` or is one of the partition
 * columns. So no two fields share a column and none has the name of a system column: those begin with
 * one `_` and a letter, these with a letter or two `_`.
 */
export const lakeColumn = (field: string): string =>
  field.startsWith('_') || isPartitionColumn(field) ? `__${field}` : field;

const isPartitionColumn = (field: string): boolean =>
  PARTITION_COLUMNS.some((name) => name === field.toLowerCase());

/**
 * All columns of a stream's table: its fields in the order of their declaration, then ours.
 *
 * @throws {@link DefinitionError} `FIELD_INVALID` for names that differ in case only: SQL engines
 *   take them for the same.
 */
export function lakeColumns(fields: Fields): readonly LakeColumn[] {
  const seen = new Map<string, string>();
  for (const name of Object.keys(fields)) {
    const other = seen.get(name.toLowerCase());
    if (other !== undefined) throw sameColumn(name, other);
    seen.set(name.toLowerCase(), name);
  }
  return [
    ...Object.entries(fields).map(([field, { type }]) => ({
      name: lakeColumn(field),
      type,
      field,
    })),
    ...Object.entries(SYSTEM_TYPES).map(([key, type]) => ({
      name: SYSTEM_COLUMNS[key as keyof typeof SYSTEM_COLUMNS],
      type,
      field: null,
    })),
  ];
}

const SYSTEM_TYPES: Readonly<Record<keyof typeof SYSTEM_COLUMNS, ColumnType>> = {
  kind: { kind: 'string' },
  shard: { kind: 'string' },
  sequence: { kind: 'string' },
  subsequence: { kind: 'int' },
  arrival: { kind: 'instant' },
  partitionKey: { kind: 'string' },
  payload: { kind: 'bytes' },
};

const sameColumn = (name: string, other: string): DefinitionError =>
  new DefinitionError('FIELD_INVALID', {
    at: `schema › ${name}`,
    problem: 'SQL takes the name for that of another field',
    given: `"${name}" beside "${other}"`,
    expected: 'names that differ in more than case',
    fix: 'rename one of the two',
  });
