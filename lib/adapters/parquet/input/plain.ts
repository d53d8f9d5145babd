import type { ParquetType } from 'hyparquet';
import { Unsound } from './unsound.ts';

/** A value as it is stored: INT64 as a bigint, INT96 and texts as bytes of their page. */
export type Stored = number | bigint | boolean | Buffer;

/** Values of a page, one at a time. */
export interface Values {
  next(): Stored;
}

/** Bytes of a value; none for texts, which say their length. */
export function widthOf(type: ParquetType, typeLength: number | undefined): number | undefined {
  switch (type) {
    case 'INT32':
    case 'FLOAT':
      return 4;
    case 'INT64':
    case 'DOUBLE':
      return 8;
    case 'INT96':
      return 12;
    case 'FIXED_LEN_BYTE_ARRAY':
      if (typeLength !== undefined && typeLength > 0) return typeLength;
      throw new Unsound(`texts of ${typeLength} bytes each`, 'a length');
    default:
      return undefined;
  }
}

/** The value in bytes of its width. */
export function storedAt(type: ParquetType, bytes: Buffer, at: number, width: number): Stored {
  if (at + width > bytes.length) throw new Unsound('a page that ends too early', 'more values');
  switch (type) {
    case 'INT32':
      return bytes.readInt32LE(at);
    case 'INT64':
      return bytes.readBigInt64LE(at);
    case 'FLOAT':
      return bytes.readFloatLE(at);
    case 'DOUBLE':
      return bytes.readDoubleLE(at);
    default:
      return bytes.subarray(at, at + width);
  }
}

/** Values one after the other, encoding PLAIN. */
export function plainValues(
  type: ParquetType,
  typeLength: number | undefined,
  bytes: Buffer,
): Values {
  let at = 0;
  if (type === 'BOOLEAN') {
    return {
      next() {
        const byte = bytes[at >>> 3];
        if (byte === undefined) throw new Unsound('a page that ends too early', 'more values');
        return ((byte >>> (at++ & 7)) & 1) === 1;
      },
    };
  }
  const width = widthOf(type, typeLength);
  if (width === undefined) {
    return {
      next() {
        const [from, to] = textAt(bytes, at);
        at = to;
        return bytes.subarray(from, to);
      },
    };
  }
  return {
    next() {
      const value = storedAt(type, bytes, at, width);
      at += width;
      return value;
    },
  };
}

function textAt(bytes: Buffer, at: number): readonly [from: number, to: number] {
  if (at + 4 > bytes.length) throw new Unsound('a page that ends too early', 'more values');
  const to = at + 4 + bytes.readUInt32LE(at);
  if (to > bytes.length) throw new Unsound('a text that goes beyond its page', 'one inside of it');
  return [at + 4, to];
}

/** Values by number. */
export interface Dictionary {
  readonly count: number;
  readonly bytes: number;
  at(index: number): Stored;
}

/** Values of a dictionary page; takes four bytes of memory for each text beside the page. */
export function dictionaryOf(
  type: ParquetType,
  typeLength: number | undefined,
  { count, values: bytes }: { readonly count: number; readonly values: Buffer },
): Dictionary {
  const width = widthOf(type, typeLength);
  if (type === 'BOOLEAN') throw new Unsound('a dictionary of true and false', 'none');
  if (count * (width ?? 4) > bytes.length) {
    throw new Unsound(`a dictionary of ${count} values in ${bytes.length} bytes`, 'as many as fit');
  }
  if (width !== undefined) {
    return {
      ...{ count, bytes: bytes.length },
      at: (index) => storedAt(type, bytes, checked(index, count) * width, width),
    };
  }
  const starts = new Uint32Array(count);
  let next = 0;
  for (let i = 0; i < count; i++) [starts[i], next] = textAt(bytes, next) as [number, number];
  return {
    ...{ count, bytes: bytes.length },
    at(index) {
      const from = starts[checked(index, count)] as number;
      return bytes.subarray(from, from + bytes.readUInt32LE(from - 4));
    },
  };
}

function checked(index: number, count: number): number {
  if (index < count) return index;
  throw new Unsound(`entry ${index} of a dictionary of ${count}`, 'one that there is');
}
