import type { Lake } from '../../ports/lake.ts';
import type { RunFiles } from '../../ports/run-files.ts';
import type { ChainLink, DataLink } from './chain-link.ts';
import { compactionName } from './layout.ts';
import { type LakeObject, readLinks } from './list-objects.ts';

/** Most that one compacted object is made of; a single object may hold more. */
export const COMPACTION_LIMITS = {
  rowsPerObject: 500_000,
  /** Of objects as they are stored, which is compressed. */
  bytesPerObject: 64 * 1_024 * 1_024,
} as const;

export type CompactionLimits = { readonly [K in keyof typeof COMPACTION_LIMITS]: number };

/** Objects that become one: all of a chain after `from`, up to and including `to`. */
export type Cut = {
  readonly chain: { readonly stream: string; readonly shard: string };
  readonly from: string;
  readonly to: string;
  readonly names: readonly string[];
};

type Written = { readonly version: 1; readonly cuts: readonly Cut[] };

/**
 * How the objects of a chain in one hour are put together; nothing if the chain may still be in that
 * hour, or if there is nothing to put together.
 *
 * Written down once: whoever compacts the hour makes the same objects of it.
 */
export async function cutsOf(
  { lake, files }: { readonly lake: Lake; readonly files: RunFiles },
  objects: readonly [LakeObject, ...LakeObject[]],
  limits: CompactionLimits,
): Promise<readonly Cut[]> {
  const [{ stream, shard, partition }] = objects;
  const name = compactionName({ stream, shard }, partition);
  const known = await files.read<Written>(name);
  if (known !== undefined) return known.cuts;
  const small = objects.filter(({ compactedTo }) => compactedTo === null);
  if (small.length < 3) return []; // two objects and the turn behind them are the least
  const links = await readLinks(lake, small);
  const last = links.at(-1);
  if (last?.kind !== 'turn') return [];
  const cuts = runsOf(small, links, limits).map(
    (run): Cut => ({
      chain: { stream, shard },
      from: run[0]?.link.from ?? '',
      to: run.at(-1)?.link.to ?? '',
      names: run.map(({ object }) => object.name),
    }),
  );
  return (await files.create<Written>(name, { version: 1, cuts })).cuts;
}

interface Part {
  readonly object: LakeObject;
  readonly link: DataLink;
}

/** Objects that follow each other, several at a time and not too many. */
function runsOf(
  objects: readonly LakeObject[],
  links: readonly ChainLink[],
  { rowsPerObject, bytesPerObject }: CompactionLimits,
): Part[][] {
  const runs: Part[][] = [[]];
  let [rows, bytes] = [0, 0];
  for (const [i, object] of objects.entries()) {
    const link = links[i];
    if (link?.kind !== 'data') continue;
    const run = runs.at(-1) as Part[];
    rows += link.rows;
    bytes += object.size;
    const isNext = run.length === 0 || run.at(-1)?.link.to === link.from;
    if (isNext && rows <= rowsPerObject && bytes <= bytesPerObject) run.push({ object, link });
    else {
      runs.push([{ object, link }]);
      [rows, bytes] = [link.rows, object.size];
    }
  }
  return runs.filter((run) => run.length > 1);
}
