import { type FileMetaData, parquetMetadata } from 'hyparquet';
import type { FileBytes } from './file-bytes.ts';
import { CUT, thriftEnd } from './thrift-end.ts';
import { damaged, TooLarge, Unsound } from './unsound.ts';

/** Most bytes of a footer, which has to be held as a whole. */
export const MAX_FOOTER_BYTES = 32 * 1_024 * 1_024;

const MARK = 'PAR1';
const ENCRYPTED = 'PARE';
/** The length of the footer and the mark behind it. */
const TAIL_BYTES = 8;

/**
 * What a file says of itself, at its end.
 *
 * @throws {@link Unsound}, {@link TooLarge}
 */
export function readFooter(file: FileBytes): FileMetaData {
  const { size } = file;
  const expected = `a Parquet file, which begins and ends with ${MARK}`;
  if (size < MARK.length + TAIL_BYTES) throw new Unsound(`a file of ${size} bytes`, expected);
  const head = file.read(0, MARK.length).toString('latin1');
  const tail = file.read(size - TAIL_BYTES, TAIL_BYTES);
  const end = tail.toString('latin1', 4);
  if (head === ENCRYPTED || end === ENCRYPTED) throw new Unsound('an encrypted file', expected);
  if (head !== MARK) throw new Unsound(`${JSON.stringify(head)} at its beginning`, expected);
  if (end !== MARK) {
    throw new Unsound(`${JSON.stringify(end)} at its end, as if it was cut`, expected);
  }
  const length = tail.readUInt32LE(0);
  if (length > size - MARK.length - TAIL_BYTES) {
    throw new Unsound(`a footer of ${length} bytes in a file of ${size}`, 'one inside of it');
  }
  if (length > MAX_FOOTER_BYTES) {
    throw new TooLarge(`a footer of ${length} bytes`, `at most ${MAX_FOOTER_BYTES}`);
  }
  const bytes = file.read(size - TAIL_BYTES - length, length + TAIL_BYTES);
  if (thriftEnd(bytes.subarray(0, length), 0) === CUT) {
    throw new Unsound('a footer that ends too early', 'all of it');
  }
  return checked(damaged('a footer', () => parquetMetadata(bytes, { geoparquet: false })));
}

function checked(metadata: FileMetaData): FileMetaData {
  const { row_groups: groups, num_rows: rows } = metadata;
  const sum = groups.reduce((total, group) => total + group.num_rows, 0n);
  if (groups.some(({ num_rows }) => num_rows < 0n) || sum !== rows) {
    throw new Unsound(`${rows} rows, and ${sum} in its row groups`, 'as many');
  }
  return metadata;
}
