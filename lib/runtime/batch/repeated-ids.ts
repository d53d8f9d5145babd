import { isRepetition, keyedId } from '../../core/event-id.ts';
import type { DurationMs, EventTime } from '../../core/time.ts';

/** Tells repetitions among the events of a task, by what is known of those around them. */
export interface RepeatedIds {
  /** Says that the task will meet this id under this key. */
  expect(key: string, id: string): void;
  /** Says that an event that is not the task's own came; those of a shard are told in their order. */
  sawOther(key: string, id: string, arrival: EventTime): void;
  /** Whether an event with the key and the id came within the horizon; from now on one did. */
  isRepeated(key: string, id: string, arrival: EventTime): boolean;
}

/**
 * Of events with one key and id, those count that arrived more than the horizon after the one before.
 *
 * The speed layer decides the same, so a repetition counts in both or in none, late or not.
 *
 * Memory: the ids of the task's own events, however many came before.
 */
export function repeatedIds(horizon: DurationMs): RepeatedIds {
  const known = new Map<string, EventTime | undefined>();
  return {
    expect(key, id) {
      const name = keyedId(key, id);
      if (!known.has(name)) known.set(name, undefined);
    },
    sawOther(key, id, arrival) {
      const name = keyedId(key, id);
      if (known.has(name)) known.set(name, Math.max(known.get(name) ?? arrival, arrival));
    },
    isRepeated(key, id, arrival) {
      const name = keyedId(key, id);
      const before = known.get(name);
      known.set(name, arrival);
      return isRepetition(before, arrival, horizon);
    },
  };
}
