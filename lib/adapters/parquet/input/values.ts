import type { ParquetType } from 'hyparquet';
import { Delta, deltaEnd } from './delta.ts';
import { Hybrid } from './hybrid.ts';
import { type Dictionary, plainValues, storedAt, type Values, widthOf } from './plain.ts';
import { Unsound } from './unsound.ts';

/** What values of a page are. */
export interface ValueLayout {
  readonly type: ParquetType;
  readonly typeLength: number | undefined;
  readonly encoding: string;
  readonly dictionary: Dictionary | undefined;
}

/** Values of a page by number of their dictionary. */
export interface Indices {
  readonly dictionary: Dictionary;
  index(): number;
}

/**
 * The values of a page, or their numbers in its dictionary, one at a time.
 *
 * @throws {@link Unsound} for encodings that its type does not have
 */
export function valuesOf(bytes: Buffer, layout: ValueLayout): Values | Indices {
  const { type, typeLength, encoding, dictionary } = layout;
  switch (encoding) {
    case 'PLAIN':
      return plainValues(type, typeLength, bytes);
    case 'PLAIN_DICTIONARY':
    case 'RLE_DICTIONARY': {
      if (dictionary === undefined) throw new Unsound('no dictionary', 'one before its values');
      const indices = new Hybrid(bytes, 1, bytes[0] ?? 0);
      return { dictionary, index: () => indices.next() };
    }
    case 'RLE': {
      if (type !== 'BOOLEAN') break;
      const bits = new Hybrid(bytes, 4, 1);
      return { next: () => bits.next() === 1 };
    }
    case 'DELTA_BINARY_PACKED': {
      if (type !== 'INT32' && type !== 'INT64') break;
      const numbers = new Delta(bytes, 0, type === 'INT32' ? 32 : 64);
      return type === 'INT64' ? numbers : { next: () => Number(numbers.next()) };
    }
    case 'DELTA_LENGTH_BYTE_ARRAY':
      if (type === 'BYTE_ARRAY') return textsByLength(bytes, 0);
      break;
    case 'DELTA_BYTE_ARRAY':
      if (type === 'BYTE_ARRAY' || type === 'FIXED_LEN_BYTE_ARRAY') return textsByPrefix(bytes);
      break;
    case 'BYTE_STREAM_SPLIT':
      return splitValues(type, typeLength, bytes);
  }
  throw new Unsound(`values of ${type} by ${encoding}`, 'an encoding of Parquet for that type');
}

function textsByLength(bytes: Buffer, from: number): { next(): Buffer } {
  const lengths = new Delta(bytes, from, 32);
  let at = deltaEnd(bytes, from).at;
  return {
    next() {
      const length = Number(lengths.next());
      if (length < 0 || at + length > bytes.length) {
        throw new Unsound('a text that goes beyond its page', 'one inside of it');
      }
      at += length;
      return bytes.subarray(at - length, at);
    },
  };
}

function textsByPrefix(bytes: Buffer): Values {
  const shared = new Delta(bytes, 0, 32);
  const rest = textsByLength(bytes, deltaEnd(bytes, 0).at);
  let last: Buffer = Buffer.alloc(0);
  return {
    next() {
      const length = Number(shared.next());
      const text = rest.next();
      if (length < 0 || length > last.length) {
        throw new Unsound(`${length} bytes of a text of ${last.length}`, 'at most all of it');
      }
      last = length === 0 ? text : Buffer.concat([last.subarray(0, length), text]);
      return last;
    },
  };
}

function splitValues(type: ParquetType, typeLength: number | undefined, bytes: Buffer): Values {
  const width = widthOf(type, typeLength);
  if (width === undefined || type === 'INT96' || bytes.length % width !== 0) {
    throw new Unsound(`${bytes.length} bytes of ${type} in streams`, 'as many for each value');
  }
  const count = bytes.length / width;
  let i = 0;
  return {
    next() {
      if (i >= count) throw new Unsound('a page that ends too early', 'more values');
      const value = Buffer.allocUnsafe(width);
      for (let b = 0; b < width; b++) value[b] = bytes[b * count + i] as number;
      i++;
      return storedAt(type, value, 0, width);
    },
  };
}
