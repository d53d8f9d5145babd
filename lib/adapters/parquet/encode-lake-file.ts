import { ByteWriter, type ColumnSource, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import type { Fields } from '../../core/field-type.ts';
import {
  type LakeColumn,
  lakeColumns,
  SYSTEM_COLUMNS,
} from '../../pipeline/deployed/lake-columns.ts';
import type { ArchivedRecord, EncodeLakeFile } from '../../ports/lake-file.ts';
import { paddedSequence, SEQUENCE_DIGITS } from '../../ports/task.ts';
import { columnCodec, schemaElement } from './column-codec.ts';
import { compressors } from './compression.ts';
import { notesOf } from './file-about.ts';

/** Rows that are read at once: so many payloads of the usual size are some megabytes. */
const ROWS_PER_GROUP = 50_000;

/**
 * Writes lake files of one stream: a typed column per field, and the payload itself.
 *
 * Every column of a field may be null: what could not be decoded is there with its payload alone.
 * Text that holds half of a surrogate pair has U+FFFD in its place, since Parquet text is UTF-8; the
 * payload tells what it was.
 *
 * @throws {@link DefinitionError} `FIELD_INVALID` for names that differ in case only.
 */
export function lakeFileEncoder(fields: Fields): EncodeLakeFile {
  const columns = lakeColumns(fields);
  return (rows, about) => {
    const { shard = '' } = about;
    const writer = new ByteWriter();
    const schema = elements(columns);
    const parquet = new ParquetWriter({
      writer,
      schema,
      codec: 'ZSTD',
      statisticsTruncateLength: SEQUENCE_DIGITS,
      compressors,
      createdBy: 'millrace',
      kvMetadata: notesOf(fields, about),
    });
    // A writer into memory never waits, so neither call returns anything that could be awaited.
    const columnData = columns.map((column) => columnOf(column, rows, shard));
    void parquet.write({ columnData, rowGroupSize: ROWS_PER_GROUP });
    for (const element of schema) markAsJson(element);
    void parquet.finish();
    return writer.getBytes();
  };
}

const elements = (columns: readonly LakeColumn[]): SchemaElement[] => [
  { name: 'schema', num_children: columns.length },
  ...columns.map(schemaElement),
];

/**
 * Tells readers of the older annotation that a column holds JSON.
 *
 * Only after the values are written: the writer would take them for what is yet to be made JSON.
 */
function markAsJson(element: SchemaElement): void {
  if (element.logical_type?.type === 'JSON') element.converted_type = 'JSON';
}

function columnOf(
  column: LakeColumn,
  rows: readonly ArchivedRecord[],
  shard: string,
): ColumnSource {
  const { write = asItIs, options } = columnCodec(column.type);
  const { name, field } = column;
  const pick =
    field === null
      ? systemValue(name, shard)
      : ({ event }: ArchivedRecord): unknown => event?.[field];
  const data = new Array<unknown>(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const value = pick(rows[i] as ArchivedRecord);
    data[i] = value === undefined ? null : write(value);
  }
  return { name, data, ...options };
}

const asItIs = (value: unknown): unknown => value;

function systemValue(name: string, shard: string): (row: ArchivedRecord) => unknown {
  switch (name) {
    case SYSTEM_COLUMNS.kind:
      return ({ kind }) => kind;
    case SYSTEM_COLUMNS.shard:
      return () => shard;
    case SYSTEM_COLUMNS.sequence:
      return ({ record }) => paddedSequence(record.sequence);
    case SYSTEM_COLUMNS.subsequence:
      return ({ record }) => record.sub;
    case SYSTEM_COLUMNS.arrival:
      return ({ record }) => record.arrival;
    case SYSTEM_COLUMNS.partitionKey:
      return ({ record }) => record.partitionKey;
    default:
      return ({ record: { data, start, end } }) => data.subarray(start, end);
  }
}
