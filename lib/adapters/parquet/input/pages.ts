import { crc32 } from 'node:zlib';
import type { ColumnMetaData, PageHeader } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { ByteWindow, type FileBytes } from './file-bytes.ts';
import { CUT, thriftEnd } from './thrift-end.ts';
import { unpack } from './unpack.ts';
import { damaged, TooLarge, Unsound } from './unsound.ts';

/** Most bytes of a page, packed and unpacked: what has to be held of a column. DuckDB writes up to 100 MB. */
export const MAX_PAGE_BYTES = 128 * 1_024 * 1_024;

/** Lengths of headers that are tried; they hold statistics, which may be long texts. */
const HEADER_BYTES = [512, 65_536, 16 * 1_024 * 1_024];

/** Levels and values of a page, each unpacked. */
export interface DataPage {
  readonly kind: 'data';
  readonly count: number;
  readonly encoding: string;
  /** How levels of version 1 are written; others have one way only. */
  readonly levelsBy: { readonly repetition: string; readonly definition: string } | undefined;
  /** Levels and values in one (version 1), or apart (version 2). */
  readonly levels: { readonly repetition: Buffer; readonly definition: Buffer } | undefined;
  readonly values: Buffer;
}

export interface DictionaryPage {
  readonly kind: 'dictionary';
  readonly count: number;
  readonly values: Buffer;
}

/**
 * Pages of a column in a row group, one at a time.
 *
 * @throws {@link Unsound}, {@link TooLarge}
 */
export function* pagesOf(
  file: FileBytes,
  chunk: ColumnMetaData,
): Generator<DataPage | DictionaryPage> {
  const { codec } = chunk;
  const data = Number(chunk.data_page_offset);
  const dictionary = Number(chunk.dictionary_page_offset ?? 0);
  const from = dictionary > 0 && dictionary < data ? dictionary : data;
  const window = new ByteWindow(file, from, Number(chunk.total_compressed_size));
  while (window.left > 0) {
    const header = headerOf(window);
    const packed = window.take(checkedSize(header.compressed_page_size));
    const length = checkedSize(header.uncompressed_page_size);
    if (header.crc !== undefined && crc32(packed) !== header.crc >>> 0) {
      throw new Unsound('a page that its checksum does not fit', 'the bytes that were written');
    }
    const page = contentOf(header, packed, { codec, length });
    if (page !== undefined) yield page;
  }
}

function headerOf(window: ByteWindow): PageHeader {
  for (const length of HEADER_BYTES) {
    const bytes = window.peek(length);
    const end = thriftEnd(bytes, 0);
    if (end === CUT && bytes.length === length) continue;
    if (end === CUT) break;
    const view = new DataView(bytes.buffer, bytes.byteOffset, end);
    const header = damaged('a page header', () => parquetHeader({ view, offset: 0 }));
    window.take(end);
    return header;
  }
  throw new Unsound('a page header without an end', 'pages up to the end of the column');
}

function checkedSize(bytes: number): number {
  if (!(bytes >= 0)) throw new Unsound(`a page of ${bytes} bytes`, 'a size');
  if (bytes > MAX_PAGE_BYTES) {
    throw new TooLarge(`a page of ${bytes} bytes`, `at most ${MAX_PAGE_BYTES}`);
  }
  return bytes;
}

interface Packing {
  readonly codec: string;
  readonly length: number;
}

function contentOf(
  header: PageHeader,
  packed: Buffer,
  { codec, length }: Packing,
): DataPage | DictionaryPage | undefined {
  const { data_page_header: v1, data_page_header_v2: v2, dictionary_page_header: entries } = header;
  if (header.type === 'DICTIONARY_PAGE' && entries !== undefined) {
    const values = unpack(codec, packed, length);
    return { kind: 'dictionary', count: checkedCount(entries.num_values), values };
  }
  if (header.type === 'DATA_PAGE' && v1 !== undefined) {
    const values = unpack(codec, packed, length);
    const count = checkedCount(v1.num_values);
    const levelsBy = {
      repetition: v1.repetition_level_encoding,
      definition: v1.definition_level_encoding,
    };
    return { kind: 'data', count, encoding: v1.encoding, levelsBy, levels: undefined, values };
  }
  if (header.type === 'DATA_PAGE_V2' && v2 !== undefined) {
    const repeated = v2.repetition_levels_byte_length;
    const before = repeated + v2.definition_levels_byte_length;
    if (!(repeated >= 0 && before >= repeated && before <= Math.min(packed.length, length))) {
      throw new Unsound(`levels of ${before} bytes`, `at most the ${packed.length} of the page`);
    }
    const rest = packed.subarray(before);
    const levels = {
      repetition: packed.subarray(0, repeated),
      definition: packed.subarray(repeated, before),
    };
    const values = v2.is_compressed === false ? rest : unpack(codec, rest, length - before);
    const count = checkedCount(v2.num_values);
    return { kind: 'data', count, encoding: v2.encoding, levelsBy: undefined, levels, values };
  }
  if (header.type === 'INDEX_PAGE') return undefined;
  throw new Unsound(`a page of type ${header.type ?? 'unknown'}`, 'one of data or a dictionary');
}

function checkedCount(count: number): number {
  if (Number.isInteger(count) && count >= 0) return count;
  throw new Unsound(`a page of ${count} values`, 'a number of values');
}
