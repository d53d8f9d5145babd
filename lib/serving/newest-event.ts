import type { DurationMs, EventTime } from '../core/time.ts';
import type { ShardProgress } from '../ports/lane-progress.ts';

/**
 * Time of the newest event that a lane has seen and believed.
 *
 * An event far ahead of its arrival moves the watermark less than its own time says, and so does not
 * count in full: one producer with a wrong clock does not make everything look old.
 *
 * @returns `undefined` before the first event.
 */
export function newestEvent(
  shards: readonly ShardProgress[],
  maxOutOfOrderness: DurationMs,
): EventTime | undefined {
  const times = shards.flatMap(({ newest, watermark }) => {
    if (newest === null) return [];
    const believed = watermark + maxOutOfOrderness;
    return [Number.isFinite(believed) ? Math.min(newest.time, believed) : newest.time];
  });
  return times.length === 0 ? undefined : Math.max(...times);
}
