import type { Json } from '../../core/aggregators/aggregator.ts';
import { greatest } from '../../core/many.ts';
import type { Lineage } from '../../ports/effects.ts';
import type { Head } from '../../ports/head-store.ts';
import type { Shard } from '../../ports/topology.ts';

/** Applies what the task of a shard has committed and gives its head, if it has one. */
export type Settle<P extends Json> = (shard: string) => Promise<Head<P> | undefined>;

/** What a shard that was never read takes over from those that it replaces. */
export interface Succession<P extends Json> {
  /** Heads that it inherits from: its parents', or of those without one, their parents'. */
  readonly heads: readonly Head<P>[];
  readonly gen: number;
  readonly fingerprints: Head['fingerprints'];
  /** All shards that it replaced. */
  readonly ancestors: readonly string[];
  /** The shard, and others that came of its ancestors since somebody last spoke for them, with what each inherits from. */
  readonly starts: readonly { readonly shard: string; readonly heads: readonly Head<P>[] }[];
  /** What the exchange lane is told. */
  readonly lineage: Lineage | null;
  /** Shards in whose place none of these stands. */
  readonly others: readonly string[];
}

/**
 * What a shard takes over that was never read.
 *
 * Parents are read to their end before a child begins, so their heads are final; one that was
 * committed but not applied is applied here. A parent that never had a record has no head: then its
 * own parents count.
 */
export async function successionOf<P extends Json>(
  shard: string,
  all: readonly Shard[],
  settle: Settle<P>,
): Promise<Succession<P>> {
  const shards: Shards = new Map(all.map((each) => [each.id, each]));
  const line = await nearestHeads(shard, shards, settle);
  const ancestors = ancestorsOf(shard, shards);
  const isOther = (id: string): boolean => id !== shard && !ancestors.includes(id);
  const siblings = childrenOf(line, shards).filter(isOther);
  const starts = [shard, ...siblings].map((id) => ({
    shard: id,
    heads: headsBefore(id, shards, line),
  }));
  const heads = starts[0]?.heads ?? [];
  const gens = heads.map(({ gen }) => gen);
  return {
    ...{ heads, gen: 1 + greatest(gens, 0), ancestors, starts },
    fingerprints: Object.fromEntries(
      heads.flatMap(({ fingerprints }) => Object.entries(fingerprints)),
    ),
    lineage: ancestors.length === 0 ? null : { replaces: ancestors, siblings },
    others: othersThan([shard, ...siblings], ancestors, shards),
  };
}

/** What a task that has state says anew when a deployment gives it more views. */
export function joiningOf(
  shard: string,
  ancestors: readonly string[],
  all: readonly Shard[],
): Pick<Succession<Json>, 'lineage' | 'others'> {
  const shards: Shards = new Map(all.map((each) => [each.id, each]));
  return {
    lineage: ancestors.length === 0 ? null : { replaces: ancestors, siblings: [] },
    others: othersThan([shard], ancestors, shards),
  };
}

/**
 * Shards in whose place nobody of this line speaks: not those that were replaced, nor the new ones or
 * what has replaced them since, for which these stand. Closed ones too: they may not be read yet.
 */
const othersThan = (
  starts: readonly string[],
  ancestors: readonly string[],
  shards: Shards,
): string[] =>
  [...shards.keys()].filter((id) => {
    const line = [id, ...ancestorsOf(id, shards)];
    return !ancestors.includes(id) && !line.some((each) => starts.includes(each));
  });

type Shards = ReadonlyMap<string, Shard>;

/** Shards before one, back to the nearest that have a head; their children were not spoken for yet. */
type Line<P extends Json> = ReadonlyMap<string, Head<P> | undefined>;

async function nearestHeads<P extends Json>(
  shard: string,
  shards: Shards,
  settle: Settle<P>,
): Promise<Line<P>> {
  const line = new Map<string, Head<P> | undefined>();
  let generation = parentsOf(shard, shards);
  while (generation.length > 0) {
    for (const id of generation) line.set(id, await settle(id));
    const headless = generation.filter((id) => line.get(id) === undefined);
    const before = headless.flatMap((id) => parentsOf(id, shards));
    generation = [...new Set(before)].filter((id) => !line.has(id));
  }
  return line;
}

/** The heads that a shard inherits from: its parents', or of those without one, their parents'. */
function headsBefore<P extends Json>(shard: string, shards: Shards, line: Line<P>): Head<P>[] {
  const heads = parentsOf(shard, shards).flatMap(
    (parent) => line.get(parent) ?? headsBefore(parent, shards, line),
  );
  return [...new Set(heads)];
}

const parentsOf = (shard: string, shards: Shards): readonly string[] =>
  shards.get(shard)?.parents ?? [];

function ancestorsOf(shard: string, shards: Shards): string[] {
  const all = new Set<string>();
  const visit = (id: string): void => {
    for (const parent of parentsOf(id, shards)) {
      if (all.has(parent)) continue;
      all.add(parent);
      visit(parent);
    }
  };
  visit(shard);
  return [...all].sort();
}

const childrenOf = <P extends Json>(line: Line<P>, shards: Shards): string[] =>
  [...shards.values()]
    .filter(({ parents }) => parents.some((parent) => line.has(parent)))
    .map(({ id }) => id)
    .sort();
