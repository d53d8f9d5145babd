import type { ColumnSource, SchemaElement } from 'hyparquet-writer';
import { parseExactJson } from '../../core/schema/exact-json.ts';
import {
  type ColumnType,
  type LakeColumn,
  SYSTEM_COLUMNS,
} from '../../pipeline/deployed/lake-columns.ts';

/** How values of one type stand in Parquet. */
export interface ColumnCodec {
  /** Physical and logical type. */
  readonly element: Omit<SchemaElement, 'name' | 'repetition_type'>;
  readonly options?: Omit<ColumnSource, 'name' | 'data'>;
  /** What the writer takes, of what an event holds; absent if they are the same. */
  readonly write?: (value: unknown) => unknown;
  /** What an event holds, of what the file holds; absent if they are the same. */
  readonly read?: (stored: unknown) => unknown;
}

const DECIMAL_DIGITS = 18;
const BIGINT_DIGITS = 38;
const BIGINT_BYTES = 16;

const toBigInt = (value: unknown): bigint => BigInt(value as number);

const utf8 = { decoder: new TextDecoder('utf-8', { ignoreBOM: true }), encoder: new TextEncoder() };

/** Reads text with a byte-order mark as it is; the library would cut it off. */
export const textOf = (bytes: Uint8Array): string => utf8.decoder.decode(bytes);

/** The codec of a type. Reading what was written gives the same value, −0 included. */
export function columnCodec(type: ColumnType): ColumnCodec {
  switch (type.kind) {
    case 'string':
      return {
        element: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
      };
    case 'boolean':
      return { element: { type: 'BOOLEAN' } };
    case 'int':
      return { element: { type: 'INT64' }, write: toBigInt, read: Number };
    case 'double':
      // never by dictionary: one entry would stand for both 0 and −0
      return { element: { type: 'DOUBLE' }, options: { encoding: 'PLAIN' } };
    case 'decimal':
      return {
        element: { type: 'INT64', ...decimalType(DECIMAL_DIGITS, type.scale) },
        write: toBigInt,
        read: Number,
      };
    case 'bigint':
      return {
        element: {
          type: 'FIXED_LEN_BYTE_ARRAY',
          type_length: BIGINT_BYTES,
          ...decimalType(BIGINT_DIGITS, 0),
        },
        read: (bytes) => signedBigEndian(bytes as Uint8Array),
      };
    case 'instant':
      return {
        element: {
          type: 'INT64',
          converted_type: 'TIMESTAMP_MILLIS',
          logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
        },
        write: toBigInt,
      };
    case 'json':
      return {
        element: { type: 'BYTE_ARRAY', logical_type: { type: 'JSON' } },
        options: { statistics: false },
        write: (value) => utf8.encoder.encode(JSON.stringify(value)),
        read: (bytes) => parseExactJson(textOf(bytes as Uint8Array)),
      };
    case 'bytes':
      return {
        element: { type: 'BYTE_ARRAY' },
        options: { encoding: 'PLAIN', statistics: false },
      };
  }
}

const decimalType = (precision: number, scale: number) =>
  ({
    converted_type: 'DECIMAL',
    precision,
    scale,
    logical_type: { type: 'DECIMAL', precision, scale },
  }) as const;

function signedBigEndian(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return (view.getBigInt64(0) << 64n) | view.getBigUint64(8);
}

/** The line of a file's schema that stands for a column. Fields may always be null. */
export const schemaElement = ({ name, type, field }: LakeColumn): SchemaElement => ({
  name,
  repetition_type: field === null ? 'REQUIRED' : 'OPTIONAL',
  ...columnCodec(type).element,
});

/** Columns that say where a payload was, which every reading needs. */
export const POSITION_COLUMNS: readonly string[] = [
  SYSTEM_COLUMNS.kind,
  SYSTEM_COLUMNS.shard,
  SYSTEM_COLUMNS.sequence,
  SYSTEM_COLUMNS.subsequence,
  SYSTEM_COLUMNS.arrival,
  SYSTEM_COLUMNS.partitionKey,
];
