import type { DurationMs, EventTime } from '../core/time.ts';
import type { LanePlan } from '../pipeline/plan/plan.ts';
import type { LaneProgress, ShardProgress } from '../ports/lane-progress.ts';
import { isSuspect, type LaneOnShard, type LaneTrouble, troubleOf } from './lane-trouble.ts';

/** Shards of a lane of which is asked whether records wait there: each takes five reads a second. */
const MOST_ASKED = 8;

/** A lane on a shard, with all that is known of how far it is there. */
export interface ProgressOnShard extends LaneOnShard {
  readonly shard: ShardProgress;
}

/**
 * Lanes that fail or stand still, with as few calls as that takes: what failed is one query, and what
 * waits is asked only of shards that have shown nothing for a while.
 *
 * Lanes that archive are left out: no rows depend on them.
 */
export async function lanesInTrouble(
  lanes: readonly LanePlan[],
  progress: LaneProgress,
  now: EventTime,
): Promise<LaneTrouble[]> {
  const failures = await progress.failures();
  const read = lanes.filter(({ kind, stream }) => kind === 'speed' && stream !== null);
  const ofStreams = (await Promise.all(read.map((lane) => onShards(lane, progress, now)))).flat();
  const exchange = lanes.find(({ kind }) => kind === 'exchange');
  const ofExchange =
    exchange === undefined ? [] : onExchange(exchange, await progress.exchange(), ofStreams);
  return [...ofStreams, ...ofExchange].flatMap((each) => troubleOf(each, failures, now) ?? []);
}

async function onShards(
  lane: LanePlan,
  progress: LaneProgress,
  now: EventTime,
): Promise<ProgressOnShard[]> {
  const stream = lane.stream ?? '';
  const shards = await progress.shards(lane.name, stream);
  const suspects = shards.filter(({ movedAt }) => isSuspect({ lane, movedAt }, now));
  const asked = new Map(
    await Promise.all(
      suspects
        .slice(0, MOST_ASKED)
        .map(async (shard) => [shard.shard, await progress.waiting(stream, shard)] as const),
    ),
  );
  return shards.map((shard) => ({ lane, shard, waiting: asked.get(shard.shard) }));
}

/**
 * Every epoch of a lane that reads a stream tells every shard of the exchange how far it is: so what one lacks
 * has been waiting for about as long as those have moved without it.
 */
export function onExchange(
  lane: LanePlan,
  shards: readonly ShardProgress[],
  sources: readonly LaneOnShard[],
): ProgressOnShard[] {
  const newest = sources.reduce((max, { shard }) => Math.max(max, shard.movedAt ?? max), -Infinity);
  const behind = (movedAt: EventTime | null): DurationMs | undefined =>
    movedAt === null || newest <= movedAt ? undefined : newest - movedAt;
  return shards.map((shard) => ({
    ...{ lane, shard },
    waiting: shard.isClosed ? undefined : behind(shard.movedAt),
  }));
}
