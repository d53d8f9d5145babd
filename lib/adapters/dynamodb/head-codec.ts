import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Json } from '../../core/aggregators/aggregator.ts';
import { DefinitionError } from '../../errors/definition-error.ts';
import { NO_EFFECTS } from '../../ports/effects.ts';
import type { Head } from '../../ports/head-store.ts';

const VERSION = 1;

/** Version 1: JSON of the head without generation and epoch, compressed by zstd. */
export function encodeHead({ fingerprints, progress, effects }: Head): Uint8Array {
  const json = JSON.stringify({ v: VERSION, fingerprints, progress, effects });
  return zstdCompressSync(json, { params: { [constants.ZSTD_c_compressionLevel]: 3 } });
}

/**
 * A head as it was written down.
 *
 * @throws {@link DefinitionError} `STATE_ENCODING_UNKNOWN` if a later version of Millrace wrote it
 */
export function decodeHead<P extends Json>(
  payload: Uint8Array,
  { gen, epoch }: Pick<Head, 'gen' | 'epoch'>,
): Head<P> {
  const json = zstdDecompressSync(payload).toString('utf8');
  const { v, fingerprints, progress, effects } = JSON.parse(json) as Head<P> & { v: number };
  if (v !== VERSION) {
    throw new DefinitionError('STATE_ENCODING_UNKNOWN', {
      at: 'head of the epoch log',
      problem: 'it was written down in a way that this version does not read',
      given: `version ${v}`,
      expected: `version ${VERSION}`,
      fix: 'deploy the version of Millrace that wrote it',
    });
  }
  const all = { ...NO_EFFECTS, ...effects }; // heads of earlier versions lack some
  return { gen, epoch, fingerprints, progress, effects: all };
}
