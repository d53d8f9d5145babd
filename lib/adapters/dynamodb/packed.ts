import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Json } from '../../core/aggregators/aggregator.ts';

/** Text compressed by zstd, at the level where it costs no more than what it saves in writing. */
export const packText = (text: string): Uint8Array =>
  zstdCompressSync(text, { params: { [constants.ZSTD_c_compressionLevel]: 3 } });

/** The JSON that {@link packText} was given as text. */
export const unpackJson = (bytes: Uint8Array): Json =>
  JSON.parse(zstdDecompressSync(bytes).toString('utf8')) as Json;
