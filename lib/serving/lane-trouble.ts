import type { DurationMs, EventTime } from '../core/time.ts';
import type { LanePlan } from '../pipeline/plan/plan.ts';
import type { ShardProgress } from '../ports/lane-progress.ts';
import type { TaskFailure } from '../ports/task-failures.ts';

/**
 * Longest that a lane shows nothing new though records wait; its batching window comes on top.
 * Heartbeats come every minute, so a lane that has nothing else to do moves with them.
 */
export const STILL_AFTER: DurationMs = 5 * 60_000;

/** Clocks of functions and of Kinesis differ a little. */
const TOLERANCE: DurationMs = 60_000;

/** A lane that does not go on, on one of its shards. */
export interface LaneTrouble {
  readonly lane: string;
  readonly shard: string;
  /** When it went on last, or what waits arrived; by the wall clock. */
  readonly since: EventTime;
  /** What it fails with; `undefined` where it stands still and no failure was noted. */
  readonly failure: TaskFailure | undefined;
}

export interface LaneOnShard {
  readonly lane: Pick<LanePlan, 'name' | 'batchingWindowSeconds'>;
  readonly shard: Pick<ShardProgress, 'shard' | 'movedAt'>;
  /** Of the oldest record that was not read; `undefined` if nobody asked, or nobody knows. */
  readonly waiting: DurationMs | undefined;
}

/**
 * What is wrong with a lane on a shard: it fails and has not gone on since, or records wait and it has
 * not moved.
 *
 * @param now - Wall clock.
 */
export function troubleOf(
  { lane, shard: { shard, movedAt }, waiting }: LaneOnShard,
  failures: readonly TaskFailure[],
  now: EventTime,
): LaneTrouble | undefined {
  const failure = failures.find((each) => each.lane === lane.name && each.shard === shard);
  const about = { lane: lane.name, shard };
  if (failure !== undefined && !isOver(failure, { movedAt, waiting, now })) {
    return { ...about, since: failure.since, failure };
  }
  if (waiting === undefined || waiting < stillAfter(lane)) return undefined;
  if (!isSuspect({ lane, movedAt }, now)) return undefined; // behind, but on its way
  return { ...about, since: movedAt ?? now - waiting, failure: undefined };
}

/** Whether a lane has shown nothing for so long that it matters whether records wait. */
export const isSuspect = (
  { lane, movedAt }: Pick<LaneOnShard, 'lane'> & Pick<ShardProgress, 'movedAt'>,
  now: EventTime,
): boolean => movedAt === null || now - movedAt >= stillAfter(lane);

const stillAfter = ({ batchingWindowSeconds }: LaneOnShard['lane']): DurationMs =>
  STILL_AFTER + batchingWindowSeconds * 1_000;

/** A lane went on after a failure if it moved since, or if nothing waits for as long as that is ago. */
function isOver(
  { since, last }: TaskFailure,
  {
    movedAt,
    waiting,
    now,
  }: { movedAt: EventTime | null; waiting?: DurationMs | undefined; now: EventTime },
): boolean {
  if (movedAt !== null) return movedAt > last;
  return waiting !== undefined && waiting + TOLERANCE < now - since;
}
