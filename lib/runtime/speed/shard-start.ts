import { greatest, least } from '../../core/many.ts';
import type { EventTime } from '../../core/time.ts';
import type { Head } from '../../ports/head-store.ts';
import type { TaskId } from '../../ports/task.ts';
import type { Shard, Topology } from '../../ports/topology.ts';
import { NO_COUNTS, type Registration, type SourceProgress } from './progress.ts';

/** What a new shard's task asks of the world. */
export interface ShardStartPorts {
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
export async function startShard(
  { topology, settle }: ShardStartPorts,
  task: TaskId,
  stream: string,
): Promise<Pick<Head<SourceProgress>, 'gen' | 'fingerprints' | 'progress'>> {
  const shards = new Map((await topology.shards(stream)).map((shard) => [shard.id, shard]));
  const line = await nearestHeads(task, shards, settle);
  const ancestors = ancestorsOf(task.shard, shards);
  const isOther = (id: string): boolean => id !== task.shard && !ancestors.includes(id);
  const siblings = childrenOf(line, shards).filter(isOther);
  const lineage = ancestors.length === 0 ? null : { replaces: ancestors, siblings };
  const heads = headsBefore(task.shard, shards, line);
  const starts = [task.shard, ...siblings];
  const startOf = (id: string): EventTime | null =>
    leastKnown(headsBefore(id, shards, line).map(({ progress }) => progress.watermark));
  const progress: SourceProgress = {
    toSeq: '',
    toSub: 0,
    watermark: startOf(task.shard),
    frontier: heads
      .map(({ progress: { frontier } }) => frontier)
      .reduce((a, b) => (b === null || (a !== null && a.time >= b.time) ? a : b), null),
    counters: NO_COUNTS,
    ancestors,
    registration: {
      epoch: 1,
      lineage,
      starts: starts.map((id) => [id, startOf(id)] as const),
      views: [],
      newViews: [],
      others: othersThan(starts, ancestors, shards),
    },
  };
  return {
    gen:
      1 +
      greatest(
        heads.map(({ gen }) => gen),
        0,
      ),
    fingerprints: Object.fromEntries(
      heads.flatMap(({ fingerprints }) => Object.entries(fingerprints)),
    ),
    progress,
  };
}

/** What a task that has state says anew when a deployment gives it more views. */
export async function joining(
  { topology }: Pick<ShardStartPorts, 'topology'>,
  task: TaskId,
  { stream, epoch, progress }: { stream: string; epoch: number; progress: SourceProgress },
): Promise<Registration> {
  const shards = new Map((await topology.shards(stream)).map((shard) => [shard.id, shard]));
  const { ancestors, watermark } = progress;
  const lineage = ancestors.length === 0 ? null : { replaces: ancestors, siblings: [] };
  const starts = [[task.shard, watermark] as const];
  const others = othersThan([task.shard], ancestors, shards);
  return { epoch, lineage, starts, views: [], newViews: [], others };
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
type Line = ReadonlyMap<string, Head<SourceProgress> | undefined>;

async function nearestHeads(
  task: TaskId,
  shards: Shards,
  settle: ShardStartPorts['settle'],
): Promise<Line> {
  const line = new Map<string, Head<SourceProgress> | undefined>();
  let generation = parentsOf(task.shard, shards);
  while (generation.length > 0) {
    for (const shard of generation) line.set(shard, await settle({ ...task, shard }));
    const headless = generation.filter((shard) => line.get(shard) === undefined);
    const before = headless.flatMap((shard) => parentsOf(shard, shards));
    generation = [...new Set(before)].filter((shard) => !line.has(shard));
  }
  return line;
}

/** The heads that a shard inherits from: its parents', or of those without one, their parents'. */
function headsBefore(shard: string, shards: Shards, line: Line): Head<SourceProgress>[] {
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

const childrenOf = (line: Line, shards: Shards): string[] =>
  [...shards.values()]
    .filter(({ parents }) => parents.some((parent) => line.has(parent)))
    .map(({ id }) => id)
    .sort();

const leastKnown = (watermarks: readonly (EventTime | null)[]): EventTime | null =>
  watermarks.length === 0 || watermarks.includes(null)
    ? null
    : least(watermarks.map((w) => w ?? 0));
