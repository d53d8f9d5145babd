import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync, parquetScan } from 'hyparquet';
import { LakeError } from '../../errors/lake-error.ts';
import type { ByteRange } from '../../ports/lake.ts';
import { POSITION_COLUMNS, textOf } from './column-codec.ts';
import { decompressors } from './compression.ts';
import { FILE_VERSION, KEY } from './file-about.ts';

/** A file somewhere: its size, and a way to its bytes. */
export interface FileSource {
  /** For messages. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  read(range: ByteRange): Promise<Uint8Array>;
}

/** Rows that are read at once. */
export interface RowGroup {
  readonly rows: number;
  /** The stored values of a column, one per row; `null` or `undefined` where there is none. */
  column(name: string): Promise<ArrayLike<unknown>>;
}

/** A lake file, of which only the footer has been read. */
export interface OpenLakeFile {
  /** Text of the fields that were declared when it was written; see `fieldsText`. */
  readonly fields: string;
  readonly rowGroups: readonly RowGroup[];
}

/**
 * Opens a lake file.
 *
 * @throws {@link LakeError} `LAKE_FILE_UNREADABLE` if it is none, or one of a newer release.
 */
export async function openLakeFile(source: FileSource): Promise<OpenLakeFile> {
  const file = asyncBuffer(source);
  const metadata = await footerOf(file, source);
  const notes = new Map(metadata.key_value_metadata?.map(({ key, value }) => [key, value]));
  const version = notes.get(KEY.version);
  if (version !== FILE_VERSION) {
    throw unreadable(source, `version ${version ?? 'none'}`, `version ${FILE_VERSION}`);
  }
  const columns = new Set(metadata.schema.slice(1).map(({ name }) => name));
  const missing = POSITION_COLUMNS.filter((name) => !columns.has(name));
  if (missing.length > 0) throw unreadable(source, `no ${missing.join(', ')}`, 'every column');
  const scan = await parquetScan({
    file,
    metadata: asStored(metadata),
    compressors: decompressors,
    utf8: false,
    parsers: { stringFromBytes: (bytes) => bytes && textOf(bytes), timestampFromMilliseconds: ms },
  });
  return {
    fields: notes.get(KEY.fields) ?? '',
    rowGroups: scan.ranges.map(({ rowStart, rowEnd }) => ({
      rows: rowEnd - rowStart,
      column: (column) => scan.readColumn({ column, rowStart, rowEnd }),
    })),
  };
}

const ms = (milliseconds: bigint | undefined): number | undefined =>
  milliseconds === undefined || milliseconds === null ? undefined : Number(milliseconds);

async function footerOf(file: AsyncBuffer, source: FileSource): Promise<FileMetaData> {
  try {
    return await parquetMetadataAsync(file);
  } catch (error) {
    if (error instanceof LakeError) throw error;
    throw unreadable(source, String(error), 'a Parquet file');
  }
}

/**
 * Decimals as the integers, JSON as the bytes that they are stored as.
 *
 * The library would make doubles of the former, and cannot tell the value null from none.
 */
const asStored = (metadata: FileMetaData): FileMetaData => ({
  ...metadata,
  schema: metadata.schema.map((element) => {
    if (element.converted_type !== 'DECIMAL' && element.converted_type !== 'JSON') return element;
    const { converted_type: _, logical_type: __, ...plain } = element;
    return plain;
  }),
});

/** Files up to this size are read whole, in one request. Bytes. */
const READ_WHOLE = 16 * 1_024 * 1_024;

function asyncBuffer({ size, read }: FileSource): AsyncBuffer {
  let whole: Promise<Uint8Array> | undefined;
  return {
    byteLength: size,
    async slice(start, end = size) {
      if (size > READ_WHOLE) return bufferOf(await read({ start, end }));
      whole ??= read({ start: 0, end: size });
      return bufferOf((await whole).subarray(start, end));
    },
  };
}

const bufferOf = (bytes: Uint8Array): ArrayBuffer =>
  bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;

const unreadable = ({ name }: FileSource, given: string, expected: string): LakeError =>
  new LakeError('LAKE_FILE_UNREADABLE', {
    at: name,
    problem: 'the file is not one of this lake',
    given,
    expected,
    fix: 'read it with the release that wrote it, or take it out of the lake',
  });
