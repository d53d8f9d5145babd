import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { compressors } from 'hyparquet-compressors';
import { decompressors } from '../compression.ts';
import { Unsound } from './unsound.ts';

type Unpack = (bytes: Uint8Array, length: number) => Uint8Array;

/** By native code where Node brings it along. */
const CODECS: Readonly<Record<string, Unpack | undefined>> = {
  UNCOMPRESSED: (bytes) => bytes,
  SNAPPY: compressors.SNAPPY,
  GZIP: (bytes, maxOutputLength) => gunzipSync(bytes, { maxOutputLength }),
  BROTLI: (bytes, maxOutputLength) => brotliDecompressSync(bytes, { maxOutputLength }),
  LZ4: compressors.LZ4,
  LZ4_RAW: compressors.LZ4_RAW,
  ZSTD: decompressors.ZSTD,
};

/**
 * Bytes of a page, unpacked.
 *
 * @param length - what they must be; no more is made room for
 * @throws {@link Unsound} if they are not so many
 */
export function unpack(codec: string, bytes: Buffer, length: number): Buffer {
  const codecOf = CODECS[codec];
  if (codecOf === undefined) {
    throw new Unsound(`pages packed with ${codec}`, Object.keys(CODECS).join(', '));
  }
  if (length === 0) return Buffer.alloc(0);
  let unpacked: Uint8Array;
  try {
    unpacked = codecOf(bytes, length);
  } catch (error) {
    const { message } = error as Error;
    throw new Unsound(`a page that ${codec} does not unpack (${message})`, 'what was written');
  }
  if (unpacked.length !== length) {
    throw new Unsound(`a page of ${unpacked.length} bytes`, `the ${length} that it says of itself`);
  }
  return Buffer.from(unpacked.buffer, unpacked.byteOffset, unpacked.length);
}
