import type { EventTime } from '../../core/time.ts';
import type { Head } from '../../ports/head-store.ts';
import type { TaskId } from '../../ports/task.ts';
import type { Shard, Topology } from '../../ports/topology.ts';
import { NO_COUNTS, type SourceProgress } from './progress.ts';

/** What a new shard's task asks of the world. */
export interface GenesisPorts {
  readonly topology: Topology;
  /** Applies what a task has committed and gives its head, if it has one. */
  settle(task: TaskId): Promise<Head<SourceProgress> | undefined>;
}

/**
 * Where a shard starts that was never read: from nothing, or from what its parents left.
 *
 * Parents are read to their end before a child begins, so their heads are final; one that was
 * committed but not applied is applied here. A parent that never had a record has no head: then its
 * own parents count.
 */
export async function genesis(
  { topology, settle }: GenesisPorts,
  task: TaskId,
  stream: string,
): Promise<{ gen: number; progress: SourceProgress }> {
  const shards = new Map((await topology.shards(stream)).map((shard) => [shard.id, shard]));
  const { heads, silent } = await inherited(task, shards, settle);
  const ancestors = ancestorsOf(task.shard, shards);
  const isOther = (id: string): boolean => id !== task.shard && !ancestors.includes(id);
  const siblings = childrenOf(silent, shards).filter(isOther);
  const lineage = ancestors.length === 0 ? null : { replaces: ancestors, siblings };
  const originals = [...shards.keys()].filter((id) => parentsOf(id, shards).length === 0);
  const watermark = least(heads.map(({ progress }) => progress.watermark));
  const progress: SourceProgress = {
    toSeq: '',
    toSub: 0,
    watermark,
    frontier: heads
      .map(({ progress: { frontier } }) => frontier)
      .reduce((a, b) => (b === null || (a !== null && a.time >= b.time) ? a : b), null),
    counters: NO_COUNTS,
    ancestors,
    birth: { lineage, peers: originals.filter(isOther), inherited: watermark },
  };
  return { gen: 1 + Math.max(0, ...heads.map(({ gen }) => gen)), progress };
}

type Shards = ReadonlyMap<string, Shard>;

interface Inheritance {
  /** Of the nearest shards before it that have one. */
  readonly heads: readonly Head<SourceProgress>[];
  /** Shards whose children nobody has spoken for: those with these heads, and all in between. */
  readonly silent: readonly string[];
}

async function inherited(
  task: TaskId,
  shards: Shards,
  settle: GenesisPorts['settle'],
): Promise<Inheritance> {
  const heads: Head<SourceProgress>[] = [];
  const silent: string[] = [];
  let generation = parentsOf(task.shard, shards);
  while (generation.length > 0) {
    const headless: string[] = [];
    for (const shard of generation) {
      const head = await settle({ ...task, shard });
      silent.push(shard);
      if (head === undefined) headless.push(shard);
      else heads.push(head);
    }
    generation = [...new Set(headless.flatMap((shard) => parentsOf(shard, shards)))];
  }
  return { heads, silent };
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

const childrenOf = (parents: readonly string[], shards: Shards): string[] =>
  [...shards.values()]
    .filter((shard) => shard.parents.some((parent) => parents.includes(parent)))
    .map(({ id }) => id)
    .sort();

const least = (watermarks: readonly (EventTime | null)[]): EventTime | null =>
  watermarks.length === 0 || watermarks.includes(null)
    ? null
    : Math.min(...watermarks.map((w) => w ?? 0));
