import { zstdDecompressSync } from 'node:zlib';
import type { Json } from '../../core/aggregators/aggregator.ts';
import { DefinitionError } from '../../errors/definition-error.ts';
import { NO_EFFECTS } from '../../ports/effects.ts';
import type { Head } from '../../ports/head-store.ts';
import { packText } from './packed.ts';

/** A head with its effects, and one whose effects are elsewhere. */
const VERSIONS = { whole: 1, without: 2 } as const;

/**
 * Longest JSON of a head.
 *
 * Units: characters. The text, what it is made of and what it becomes take some ten times that of memory,
 * which a function of 512 MB has.
 */
export const MAX_HEAD_CHARACTERS = 16 * 1_024 * 1_024;

/**
 * Version 1: JSON of the head without generation and epoch, compressed by zstd.
 *
 * @returns `undefined` if it is longer than {@link MAX_HEAD_CHARACTERS}.
 */
export function encodeHead({ fingerprints, progress, effects }: Head): Uint8Array | undefined {
  const json = textOf({ v: VERSIONS.whole, fingerprints, progress, effects });
  return json === undefined || json.length > MAX_HEAD_CHARACTERS ? undefined : packText(json);
}

/** Version 2: the same without effects, which are in parts beside it. */
export const encodeWithoutEffects = ({ fingerprints, progress }: Head): Uint8Array =>
  packText(JSON.stringify({ v: VERSIONS.without, fingerprints, progress }));

/** JSON; `undefined` if no string of this engine is so long. */
function textOf(value: object): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * A head as it was written down; one of version 2 has no effects.
 *
 * @throws {@link DefinitionError} `STATE_ENCODING_UNKNOWN` if a later version of Millrace wrote it
 */
export function decodeHead<P extends Json>(
  payload: Uint8Array,
  { gen, epoch }: Pick<Head, 'gen' | 'epoch'>,
): Head<P> {
  const json = zstdDecompressSync(payload).toString('utf8');
  const { v, fingerprints, progress, effects } = JSON.parse(json) as Head<P> & { v: number };
  if (v !== VERSIONS.whole && v !== VERSIONS.without) {
    throw new DefinitionError('STATE_ENCODING_UNKNOWN', {
      at: 'head of the epoch log',
      problem: 'it was written down in a way that this version does not read',
      given: `version ${v}`,
      expected: `version ${VERSIONS.whole} or ${VERSIONS.without}`,
      fix: 'deploy the version of Millrace that wrote it',
    });
  }
  const all = { ...NO_EFFECTS, ...effects }; // heads of earlier versions lack some
  return { gen, epoch, fingerprints, progress, effects: all };
}
