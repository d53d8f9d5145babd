import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Json } from '../../core/aggregators/aggregator.ts';

/** Text compressed by zstd, at the level where it costs no more than what it saves in writing. */
export function packText(text: string): Uint8Array {
  const bytes = Buffer.from(text);
  return zstdCompressSync(bytes, {
    params: { [constants.ZSTD_c_compressionLevel]: 3 },
    pledgedSrcSize: bytes.length, // or room is made for the largest text that there may be
  });
}

/** The JSON that {@link packText} was given as text. */
export const unpackJson = (bytes: Uint8Array): Json =>
  JSON.parse(zstdDecompressSync(bytes).toString('utf8')) as Json;
