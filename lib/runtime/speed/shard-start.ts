import { knownLeast } from '../../core/many.ts';
import type { EventTime } from '../../core/time.ts';
import { FIRST_LAYOUT, type Layout, newerLayout } from '../../ports/exchange-layout.ts';
import type { Head } from '../../ports/head-store.ts';
import type { TaskId } from '../../ports/task.ts';
import type { Topology } from '../../ports/topology.ts';
import { joiningOf, successionOf } from '../lanes/succession.ts';
import { NO_COUNTS, type Registration, type SourceProgress } from './progress.ts';

/** What a new shard's task asks of the world. */
export interface ShardStartPorts {
  readonly topology: Topology;
  /** Applies what a task has committed and gives its head, if it has one. */
  settle(task: TaskId): Promise<Head<SourceProgress> | undefined>;
}

/** Where a shard starts that was never read: from nothing, or from what its parents left. */
export async function startShard(
  { topology, settle }: ShardStartPorts,
  task: TaskId,
  stream: string,
): Promise<Pick<Head<SourceProgress>, 'gen' | 'fingerprints' | 'progress'>> {
  const shards = await topology.shards(stream);
  const before = await successionOf(task.shard, shards, (shard) => settle({ ...task, shard }));
  const { heads, gen, fingerprints, ancestors, lineage, others } = before;
  const starts = before.starts.map((start) => [start.shard, watermarkOf(start.heads)] as const);
  const frontiers = heads.map(({ progress: { frontier } }) => frontier);
  const progress: SourceProgress = {
    toSeq: '',
    toSub: 0,
    watermark: watermarkOf(heads),
    frontier: frontiers.reduce(
      (a, b) => (b === null || (a !== null && a.time >= b.time) ? a : b),
      null,
    ),
    counters: NO_COUNTS,
    ancestors,
    registration: { epoch: 1, lineage, starts, views: [], newViews: [], others },
    layout: layoutOf(heads),
  };
  return { gen, fingerprints, progress };
}

/** What a task that has state says anew when a deployment gives it more views. */
export async function joining(
  { topology }: Pick<ShardStartPorts, 'topology'>,
  task: TaskId,
  { stream, epoch, progress }: { stream: string; epoch: number; progress: SourceProgress },
): Promise<Registration> {
  const { ancestors, watermark } = progress;
  const said = joiningOf(task.shard, ancestors, await topology.shards(stream));
  return { ...said, epoch, starts: [[task.shard, watermark]], views: [], newViews: [] };
}

/** The newest layout that any of the heads has used. */
export const layoutOf = (
  heads: readonly { readonly progress: { readonly layout?: Layout } }[],
): Layout =>
  heads.map(({ progress: { layout = FIRST_LAYOUT } }) => layout).reduce(newerLayout, FIRST_LAYOUT);

const watermarkOf = (heads: readonly Head<SourceProgress>[]): EventTime | null =>
  knownLeast(heads.map(({ progress: { watermark } }) => watermark));
