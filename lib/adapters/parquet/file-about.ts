import type { Fields, FieldType } from '../../core/field-type.ts';
import type { ObjectMetadata } from '../../ports/lake.ts';

/** Version of lake files. Add columns and keys; never change what one means. */
export const FILE_VERSION = '1';

/** A declared field, as it was when the file was written. */
interface StoredField {
  readonly name: string;
  readonly type: FieldType;
  readonly optional: boolean;
}

/** Keys of the notes in a file's footer. */
export const KEY = {
  version: 'millrace.lake',
  /** Metadata of the object, so that a copy that lost them still tells what it is. */
  about: 'millrace.about',
  fields: 'millrace.fields',
} as const;

/** The notes of a file. */
export const notesOf = (fields: Fields, about: ObjectMetadata) => [
  { key: KEY.version, value: FILE_VERSION },
  { key: KEY.about, value: JSON.stringify(about) },
  { key: KEY.fields, value: fieldsText(fields) },
];

/** Text that is equal for equal declarations, whatever the order of their fields. */
export function fieldsText(fields: Fields): string {
  const stored = Object.entries(fields).map(
    ([name, { type, optional }]): StoredField => ({ name, type, optional }),
  );
  return JSON.stringify(stored.sort((a, b) => (a.name < b.name ? -1 : 1)));
}
