import { ByteWriter, type ColumnSource, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import type { OutputType } from '../../core/aggregators/output-type.ts';
import type { Fields } from '../../core/field-type.ts';
import { parseKey } from '../../core/key.ts';
import { eventCodec } from '../../core/operators/event-codec.ts';
import { shownField } from '../../core/shown-field.ts';
import { isDecimal, type Value } from '../../core/value.ts';
import type { RecordImage, RowImage } from '../../ports/effects.ts';
import type { RowLayout } from '../dynamodb/row-item.ts';
import { columnCodec } from './column-codec.ts';
import { compressors } from './compression.ts';

const WIDE = { digits: 38, bytes: 16 };

interface Column {
  readonly name: string;
  readonly type: OutputType;
  readonly values: readonly Value[];
}

/**
 * Rows of one view as a Parquet file: the window, the grouping fields and the aggregates under the
 * author's names.
 *
 * Decimals have 38 digits, as sums need more than the 18 of a field. Lists and structs are JSON, with
 * whole numbers beyond 2⁵³ and decimals as text.
 */
export const encodeRows = (rows: readonly RowImage[], layout: RowLayout): Uint8Array =>
  encodeColumns(columnsOf(rows, layout));

/** Records of one view as a Parquet file: their key, their time, and their fields as rows show them. */
export function encodeRecords(records: readonly RecordImage[], fields: Fields): Uint8Array {
  const codec = eventCodec(fields);
  const events = records.map(({ record }) => codec.decode(record));
  return encodeColumns([
    { name: '_key', type: { kind: 'string' }, values: records.map(({ key }) => key) },
    { name: '_time', type: { kind: 'instant' }, values: records.map(({ time }) => time) },
    ...Object.entries(fields).map(
      ([name, { type }]): Column => ({
        ...{ name, type },
        values: events.map((event) => shownField(event[name] ?? null, type)),
      }),
    ),
  ]);
}

function encodeColumns(columns: readonly Column[]): Uint8Array {
  const writer = new ByteWriter();
  const schema: SchemaElement[] = [
    { name: 'schema', num_children: columns.length },
    ...columns.map(
      ({ name, type }): SchemaElement => ({
        name,
        repetition_type: 'OPTIONAL',
        ...spelling(type).element,
      }),
    ),
  ];
  const columnData = columns.map(({ name, type, values }): ColumnSource => {
    const { write, options } = spelling(type);
    return {
      name,
      data: values.map((value) => (value === null ? null : write(value))),
      ...options,
    };
  });
  const parquet = new ParquetWriter({ writer, schema, codec: 'ZSTD', compressors });
  // a writer into memory never waits, so neither call returns anything that could be awaited
  void parquet.write({ columnData });
  void parquet.finish();
  return writer.getBytes();
}

function columnsOf(
  rows: readonly RowImage[],
  { keyFields, keyTypes, aggregates }: RowLayout,
): Column[] {
  const keys = rows.map(({ key }) => parseKey(key, keyTypes));
  return [
    { name: 'windowStart', type: { kind: 'instant' }, values: rows.map(({ start }) => start) },
    { name: 'windowEnd', type: { kind: 'instant' }, values: rows.map(({ end }) => end) },
    ...keyFields.map(
      (name, i): Column => ({
        name,
        type: keyTypes[i] ?? { kind: 'json' },
        values: keys.map((key) => key?.[i] ?? null),
      }),
    ),
    ...Object.entries(aggregates).map(
      ([name, { aggregator, output }], i): Column => ({
        name,
        type: output,
        values: rows.map(({ acc }) => aggregator.present(aggregator.decode(acc[i] ?? null))),
      }),
    ),
  ];
}

interface Spelling {
  readonly element: Omit<SchemaElement, 'name' | 'repetition_type'>;
  readonly options?: Omit<ColumnSource, 'name' | 'data'>;
  readonly write: (value: Value) => unknown;
}

function spelling(type: OutputType): Spelling {
  switch (type.kind) {
    case 'list':
    case 'struct':
    case 'json': {
      const { element } = columnCodec({ kind: 'string' });
      return { element, write: (value) => JSON.stringify(value, exactly) };
    }
    case 'decimal':
      return { element: wide(type.scale), write: unitsOf };
    case 'bigint':
      return { element: wide(0), write: unitsOf };
    default: {
      const { element, options, write = (value: unknown) => value } = columnCodec(type);
      return options === undefined ? { element, write } : { element, options, write };
    }
  }
}

const unitsOf = (value: Value): bigint =>
  isDecimal(value) ? value.units : BigInt(value as number | bigint);

const exactly = (_name: string, value: unknown): unknown =>
  typeof value === 'bigint' ? String(value) : value;

const wide = (scale: number): Spelling['element'] => ({
  type: 'FIXED_LEN_BYTE_ARRAY',
  type_length: WIDE.bytes,
  converted_type: 'DECIMAL',
  precision: WIDE.digits,
  scale,
  logical_type: { type: 'DECIMAL', precision: WIDE.digits, scale },
});
