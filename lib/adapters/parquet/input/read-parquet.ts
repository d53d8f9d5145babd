import type { FileMetaData, RowGroup } from 'hyparquet';
import type { FieldType } from '../../../core/field-type.ts';
import { DecodeFailure } from '../../../core/schema/decode-failure.ts';
import type { InputCode } from '../../../errors/input-codes.ts';
import { converterOf } from './convert.ts';
import { type FileBytes, openBytes } from './file-bytes.ts';
import { readFooter } from './footer.ts';
import { LeafCursor } from './leaf.ts';
import { NestedColumn } from './nested.ts';
import type { Convert, TimeReader } from './target.ts';
import { type Leaf, type Node, nodesOf } from './tree.ts';
import { TooLarge, Unsound } from './unsound.ts';

/** A file that cannot be read, or not on. */
export class ParquetError extends Error {
  override readonly name = 'ParquetError';
  readonly code: InputCode;

  constructor(code: InputCode, message: string, options?: ErrorOptions) {
    super(`${message} [${code}]`, options);
    this.code = code;
  }
}

/** A column that is read. */
export interface WantedColumn {
  /** Type of the field of that name; none for a foreign schema. */
  readonly type: FieldType | undefined;
  readonly isRequired: boolean;
}

export interface ParquetReading {
  readonly path: string;
  /** Columns that are read, by name; without it all that there are. */
  readonly columns: Readonly<Record<string, WantedColumn>> | undefined;
  /** Most bytes of what is read of a row; a number counts eight. */
  readonly maxRecordBytes: number;
  readonly times: TimeReader | undefined;
}

/** A row: its values by column, or why there are none. */
export interface ParquetRow {
  /** From 1. */
  readonly row: number;
  readonly content: Readonly<Record<string, unknown>> | DecodeFailure | 'too large';
}

/**
 * The rows of a Parquet file in their order, one at a time.
 *
 * Holds the footer, and of each column one page and one dictionary; pages themselves are read value by value,
 * so a row group or a run of equal values may be of any length.
 *
 * @throws {@link ParquetError} for what is no such file, or is not as its format says
 */
export function* readParquet(reading: ParquetReading): Generator<ParquetRow> {
  const at: Place = { row: 0, group: undefined, column: undefined };
  let file: FileBytes | undefined;
  try {
    file = openBytes(reading.path);
    const metadata = readFooter(file);
    const columns = columnsOf(metadata, reading);
    for (const [i, group] of metadata.row_groups.entries()) {
      at.group = i + 1;
      yield* rowsOf(file, { group, columns, at, maxBytes: reading.maxRecordBytes });
      at.column = undefined;
    }
  } catch (error) {
    throw problemOf(error, reading.path, at);
  } finally {
    file?.close();
  }
}

/** Where the reader is, for messages. */
interface Place {
  /** Row that was given last. */
  row: number;
  group: number | undefined;
  column: string | undefined;
}

interface Column {
  readonly name: string;
  readonly node: Node;
  readonly converters: readonly Convert[];
}

function columnsOf(
  metadata: FileMetaData,
  { path, columns: wanted, times }: ParquetReading,
): readonly Column[] {
  const nodes = nodesOf(metadata);
  const names = nodes.map(({ name }) => name);
  const isWanted = (name: string): boolean => wanted === undefined || Object.hasOwn(wanted, name);
  const missing = Object.keys(wanted ?? {}).filter(
    (name) => wanted?.[name]?.isRequired === true && !names.includes(name),
  );
  if (missing.length > 0) {
    throw new ParquetError(
      'INPUT_COLUMN_MISSING',
      `${path}: columns are missing; got ${names.join(', ')}, expected ${missing.join(', ')} too; add them, or correct their names`,
    );
  }
  return nodes
    .filter(({ name }) => isWanted(name))
    .map((node) => {
      const { name } = node;
      if (names.indexOf(name) !== names.lastIndexOf(name)) {
        throw new Unsound(`several columns "${name}"`, 'one');
      }
      const target = { field: name, type: wanted?.[name]?.type, times };
      const converters = node.leaves.map(({ element }) => converterOf(element, target));
      return { name, node, converters };
    });
}

interface GroupReading {
  readonly group: RowGroup;
  readonly columns: readonly Column[];
  readonly at: Place;
  readonly maxBytes: number;
}

interface Reader {
  readonly name: string;
  readonly values: LeafCursor | NestedColumn;
}

function* rowsOf(
  file: FileBytes,
  { group, columns, at, maxBytes }: GroupReading,
): Generator<ParquetRow> {
  if (group.num_rows === 0n) return; // what writers say of its columns means nothing
  const readers = columns.map((column): Reader => {
    at.column = column.name;
    return { name: column.name, values: valuesOf(file, column, { group, maxBytes }) };
  });
  for (let left = group.num_rows; left > 0n; left--) {
    const values: Record<string, unknown> = {};
    let failure: DecodeFailure | undefined;
    let bytes = 0;
    for (const { name, values: column } of readers) {
      at.column = name;
      const value = column.take();
      bytes += column.bytes;
      if (value instanceof DecodeFailure) failure ??= value;
      else values[name] = value;
    }
    at.row++;
    yield { row: at.row, content: bytes > maxBytes ? 'too large' : (failure ?? values) };
  }
  for (const { name, values } of readers) {
    at.column = name;
    if (!values.isAtEnd) throw new Unsound('more values than rows', 'one for each');
  }
}

const isFailure = (value: unknown): value is DecodeFailure => value instanceof DecodeFailure;

function valuesOf(
  file: FileBytes,
  { node, converters }: Column,
  { group, maxBytes }: { readonly group: RowGroup; readonly maxBytes: number },
): LeafCursor | NestedColumn {
  const cursors = node.leaves.map((leaf, i) => {
    const chunk = chunkOf(group, leaf);
    return new LeafCursor(file, { leaf, chunk }, converters[i] as Convert);
  });
  const [only] = cursors;
  if (only !== undefined && node.children.length === 0 && !node.isRepeated) return only;
  return new NestedColumn(node, cursors, { maxBytes, isFailure });
}

function chunkOf({ columns }: RowGroup, { index, path, type }: Leaf) {
  const { meta_data: chunk, file_path: elsewhere, crypto_metadata: key } = columns[index] ?? {};
  if (key !== undefined) throw new Unsound('an encrypted column', 'one that is not');
  if (elsewhere) throw new Unsound(`values in another file, ${elsewhere}`, 'values in this one');
  if (chunk === undefined) throw new Unsound('a row group without it', 'all columns');
  if (chunk.type !== type || chunk.path_in_schema.join('\0') !== path.join('\0')) {
    throw new Unsound(`${chunk.path_in_schema.join('.')} of ${chunk.type}`, `${path.join('.')}`);
  }
  return chunk;
}

function problemOf(error: unknown, path: string, { row, group, column }: Place): unknown {
  if (error instanceof ParquetError || isOfSystem(error)) return error;
  const { got, expected } =
    error instanceof Unsound
      ? error
      : { got: 'parts that do not fit together', expected: 'a Parquet file' };
  const place = [
    ...(column === undefined ? [] : [`column "${column}"`]),
    ...(group === undefined ? [] : [`row group ${group}`, `after row ${row}`]),
  ];
  const where = [path, ...place].join(' › ');
  return error instanceof TooLarge
    ? new ParquetError(
        'INPUT_BLOCK_TOO_LARGE',
        `${where}: a part of the file is too large; got ${got}, expected ${expected}; write it with smaller pages and row groups`,
        { cause: error },
      )
    : new ParquetError(
        'INPUT_UNREADABLE',
        `${where}: the file cannot be read${row === 0 ? '' : ' on'}; got ${got}, expected ${expected}; fetch or write the file again`,
        { cause: error },
      );
}

/** Said by the system, such as that there is no such file. */
const isOfSystem = (error: unknown): boolean =>
  typeof (error as NodeJS.ErrnoException)?.syscall === 'string';
