import type { SchemaElement, TimeUnit } from 'hyparquet';
import { Unsound } from './unsound.ts';

/** What the values of a column stand for. */
export type Meaning =
  | { readonly kind: 'decimal'; readonly scale: number }
  | { readonly kind: 'timestamp'; readonly unit: TimeUnit; readonly isUtc: boolean }
  | { readonly kind: 'time'; readonly unit: TimeUnit }
  | { readonly kind: 'unsigned'; readonly bits: 32 | 64 }
  | { readonly kind: 'date' | 'int96' }
  | { readonly kind: 'number' | 'float' | 'float16' | 'boolean' }
  /** Bytes of which nothing is said are text to most writers, but not to all. */
  | { readonly kind: 'text' | 'unsaid' | 'json' | 'uuid' | 'bytes' }
  | { readonly kind: 'unknown'; readonly name: string };

/** Most digits after the point of a decimal that are made text of. */
const MAX_SCALE = 1_000;

/** What a column stands for, by its newer annotation, or else its older one, or else its type. */
export function meaningOf(element: SchemaElement): Meaning {
  const { type, converted_type: older = '', logical_type: newer } = element;
  switch (newer?.type) {
    case 'DECIMAL':
      return decimal(newer.scale);
    case 'TIMESTAMP':
      return { kind: 'timestamp', unit: newer.unit, isUtc: newer.isAdjustedToUTC };
    case 'TIME':
      return { kind: 'time', unit: newer.unit };
    case 'INTEGER':
      return newer.isSigned ? { kind: 'number' } : unsigned(element);
    case 'DATE':
      return { kind: 'date' };
    case 'UUID':
      return { kind: 'uuid' };
    case 'FLOAT16':
      return { kind: 'float16' };
    case 'JSON':
      return { kind: 'json' };
    case 'STRING':
    case 'ENUM':
      return { kind: 'text' };
    case 'BSON':
    case 'GEOMETRY':
    case 'GEOGRAPHY':
    case 'VARIANT':
      return { kind: 'unknown', name: newer.type };
  }
  switch (older) {
    case 'DECIMAL':
      return decimal(element.scale);
    case 'TIMESTAMP_MILLIS':
      return { kind: 'timestamp', unit: 'MILLIS', isUtc: true };
    case 'TIMESTAMP_MICROS':
      return { kind: 'timestamp', unit: 'MICROS', isUtc: true };
    case 'TIME_MILLIS':
      return { kind: 'time', unit: 'MILLIS' };
    case 'TIME_MICROS':
      return { kind: 'time', unit: 'MICROS' };
    case 'DATE':
      return { kind: 'date' };
    case 'UTF8':
    case 'ENUM':
      return { kind: 'text' };
    case 'JSON':
      return { kind: 'json' };
    case 'BSON':
    case 'INTERVAL':
      return { kind: 'unknown', name: older };
  }
  if (older.startsWith('UINT_')) return unsigned(element);
  return ofType(type);
}

function ofType(type: SchemaElement['type']): Meaning {
  switch (type) {
    case 'BOOLEAN':
      return { kind: 'boolean' };
    case 'INT96':
      return { kind: 'int96' };
    case 'FLOAT':
      return { kind: 'float' };
    case 'BYTE_ARRAY':
      return { kind: 'unsaid' };
    case 'FIXED_LEN_BYTE_ARRAY':
      return { kind: 'bytes' };
    default:
      return { kind: 'number' };
  }
}

const unsigned = ({ type }: SchemaElement): Meaning => ({
  kind: 'unsigned',
  bits: type === 'INT64' ? 64 : 32,
});

function decimal(scale = 0): Meaning {
  if (Number.isInteger(scale) && scale >= 0 && scale <= MAX_SCALE)
    return { kind: 'decimal', scale };
  throw new Unsound(`a decimal of scale ${scale}`, `a scale from 0 to ${MAX_SCALE}`);
}
