import type { DurationMs, EventTime } from '../../core/time.ts';

/** Tells repetitions among the events of a task, by what is known of those before it. */
export interface RepeatedIds {
  /** Says that the task will meet this id. */
  expect(id: string): void;
  /** Says that an event with this id came before the task's own. */
  sawBefore(id: string, time: EventTime): void;
  /** Whether an event with the id came before, its time being near enough; from now on one did. */
  isRepeated(id: string, time: EventTime): boolean;
}

/**
 * Of events with one id, those count once whose times are no further apart than the horizon.
 *
 * The speed layer forgets an id when its watermark has passed the horizon, because it has to forget at
 * some time. Here nothing is late, so a repetition that comes late must not count either: what decides
 * is not when it came but what it says.
 *
 * Memory: the ids of the task's own events, however many came before.
 */
export function repeatedIds(horizon: DurationMs): RepeatedIds {
  const known = new Map<string, EventTime[]>();
  return {
    expect(id) {
      if (!known.has(id)) known.set(id, []);
    },
    sawBefore(id, time) {
      known.get(id)?.push(time);
    },
    isRepeated(id, time) {
      const times = known.get(id);
      if (times === undefined) {
        known.set(id, [time]);
        return false;
      }
      if (times.some((other) => Math.abs(other - time) <= horizon)) return true;
      times.push(time);
      return false;
    },
  };
}
