import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** What zstd calls its default; more costs time and gains little on pages of this size. */
const LEVEL = 3;

const params = { [constants.ZSTD_c_compressionLevel]: LEVEL };

/** zstd by the native code that Node brings along. */
export const compressors = { ZSTD: (bytes: Uint8Array) => zstdCompressSync(bytes, { params }) };

/** Snappy too, which other writers use, is in the library itself. */
export const decompressors = {
  ZSTD: (bytes: Uint8Array, length: number) =>
    zstdDecompressSync(bytes, { maxOutputLength: Math.max(length, 1) }),
};
