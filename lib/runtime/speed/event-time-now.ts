import { greatest } from '../../core/many.ts';
import type { DurationMs, EventTime } from '../../core/time.ts';
import type { Frontier } from './progress.ts';

/**
 * Event time that a stream has reached, for its quiet shards.
 *
 * While events arrive it is the newest one's time, and nothing is assumed. After `idleAfter` of
 * silence it goes on at the pace of arrival: a stream of live events then follows the clock, and a
 * replay of old ones does not jump to today.
 *
 * @param frontiers - The newest event of each shard; none for a shard without events.
 * @param now - Wall clock of the sender. What it says travels in the record, so a replay does not ask.
 * @returns `null` if the stream has had no event.
 */
export function eventTimeNow(
  frontiers: readonly Frontier[],
  now: EventTime,
  idleAfter: DurationMs,
): EventTime | null {
  const reached = frontiers.map(
    ({ time, arrival }) => time + Math.max(0, now - arrival - idleAfter),
  );
  return reached.length === 0 ? null : greatest(reached);
}
