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
  const heirs = await inherited(task, shards, settle);
  const ancestors = ancestorsOf(task.shard, shards);
  const lineage =
    ancestors.length === 0
      ? null
      : { replaces: ancestors, siblings: siblingsOf(task.shard, shards) };
  const peers = [...shards.keys()].filter((id) => id !== task.shard && !ancestors.includes(id));
  const progress: SourceProgress = {
    toSeq: '',
    toSub: 0,
    watermark: least(heirs.map(({ progress: { watermark } }) => watermark)),
    frontier: heirs
      .map(({ progress: { frontier } }) => frontier)
      .reduce((a, b) => (b === null || (a !== null && a.time >= b.time) ? a : b), null),
    counters: NO_COUNTS,
    ancestors,
    birth: { lineage, peers },
  };
  return { gen: 1 + Math.max(0, ...heirs.map(({ gen }) => gen)), progress };
}

type Shards = ReadonlyMap<string, Shard>;

async function inherited(
  task: TaskId,
  shards: Shards,
  settle: GenesisPorts['settle'],
): Promise<Head<SourceProgress>[]> {
  const heads: Head<SourceProgress>[] = [];
  let generation = parentsOf(task.shard, shards);
  while (generation.length > 0) {
    const headless: string[] = [];
    for (const shard of generation) {
      const head = await settle({ ...task, shard });
      if (head === undefined) headless.push(shard);
      else heads.push(head);
    }
    generation = [...new Set(headless.flatMap((shard) => parentsOf(shard, shards)))];
  }
  return heads;
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

function siblingsOf(shard: string, shards: Shards): string[] {
  const parents = parentsOf(shard, shards);
  return [...shards.values()]
    .filter(({ id, parents: theirs }) => id !== shard && theirs.some((p) => parents.includes(p)))
    .map(({ id }) => id)
    .sort();
}

const least = (watermarks: readonly (EventTime | null)[]): EventTime | null =>
  watermarks.length === 0 || watermarks.includes(null)
    ? null
    : Math.min(...watermarks.map((w) => w ?? 0));
