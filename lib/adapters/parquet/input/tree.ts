import { type FileMetaData, type ParquetType, parquetSchema, type SchemaElement } from 'hyparquet';
import { damaged } from './unsound.ts';

type SchemaTree = ReturnType<typeof parquetSchema>;

/** A column as it is stored. */
export interface Leaf {
  readonly path: readonly string[];
  /** Which of the columns of a row group it is. */
  readonly index: number;
  readonly element: SchemaElement;
  readonly type: ParquetType;
  readonly typeLength: number | undefined;
  readonly maxRepetition: number;
  readonly maxDefinition: number;
}

/** What a schema names: a leaf, or a group of others. */
export interface Node {
  readonly name: string;
  readonly element: SchemaElement;
  readonly isOptional: boolean;
  readonly isRepeated: boolean;
  /** Levels at which it is there. */
  readonly repetition: number;
  readonly definition: number;
  readonly children: readonly Node[];
  /** All columns below it, or itself. */
  readonly leaves: readonly Leaf[];
}

/** The columns of a file as its authors see them. */
export function nodesOf(metadata: FileMetaData): readonly Node[] {
  const next = { index: 0 };
  const root = { repetition: 0, definition: 0 };
  const schema = damaged('a schema', () => parquetSchema(metadata));
  return schema.children.map((child) => nodeOf(child, root, next));
}

function nodeOf(
  { element, path, children: below }: SchemaTree,
  above: { readonly repetition: number; readonly definition: number },
  next: { index: number },
): Node {
  const { name, type, type_length: typeLength, repetition_type: repeats } = element;
  const isRepeated = repeats === 'REPEATED';
  const isOptional = repeats === 'OPTIONAL';
  const repetition = above.repetition + (isRepeated ? 1 : 0);
  const definition = above.definition + (isRepeated || isOptional ? 1 : 0);
  const children = below.map((child) => nodeOf(child, { repetition, definition }, next));
  const self = { name, element, isOptional, isRepeated, repetition, definition, children };
  if (type === undefined) return { ...self, leaves: children.flatMap(({ leaves }) => leaves) };
  const leaf: Leaf = {
    ...{ path, index: next.index++, element, type, typeLength },
    ...{ maxRepetition: repetition, maxDefinition: definition },
  };
  return { ...self, leaves: [leaf] };
}
