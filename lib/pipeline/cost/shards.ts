import type { LanePlan, Plan } from '../plan/plan.ts';
import { LIMITS } from './assumptions.ts';
import type { CostedStage } from './costed-stage.ts';
import type { Load } from './load.ts';

/** Shards that take the peak, and that all lanes together can read the average from. */
export function shardsFor(
  { streams, lanes }: Plan,
  { sourceShards, dedicatedReaders }: CostedStage,
  load: Load,
): number {
  const { eventsPerSecond, bytesPerEvent, peakEventsPerSecond = eventsPerSecond } = load;
  const share = 1 / Math.max(1, streams.length);
  const sharing = lanes.filter(
    (lane) => lane.stream === streams[0]?.name && !isDedicated(lane, dedicatedReaders),
  ).length;
  return Math.max(
    sourceShards,
    Math.ceil((peakEventsPerSecond * share * bytesPerEvent) / LIMITS.shardBytes),
    Math.ceil((peakEventsPerSecond * share) / LIMITS.shardRecords),
    Math.ceil((eventsPerSecond * share * bytesPerEvent * sharing) / LIMITS.sharedReadBytes),
  );
}

/** Whether a lane has a pipe of its own. */
export const isDedicated = (lane: LanePlan, dedicatedReaders: boolean): boolean =>
  dedicatedReaders && lane.kind === 'speed' && lane.batchingWindowSeconds === 0;
