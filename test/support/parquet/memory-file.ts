import type { FileSource } from '../../../lib/adapters/parquet/open-lake-file.ts';
import {
  type LakeReading,
  type LakeRow,
  readLakeFile,
} from '../../../lib/adapters/parquet/read-lake-file.ts';

/** A file that is in memory already. */
export const memoryFile = (bytes: Uint8Array): FileSource => ({
  name: 'file',
  size: bytes.length,
  read: async ({ start, end }) => bytes.subarray(start, end),
});

/** All rows of a file in memory. */
export const rowsIn = async (bytes: Uint8Array, reading: LakeReading): Promise<LakeRow[]> =>
  (await Array.fromAsync(readLakeFile(memoryFile(bytes), reading))).flat();
