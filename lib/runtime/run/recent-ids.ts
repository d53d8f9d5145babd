import { ARRIVAL_DISORDER, isKeyedId, isRepetition, keyedId } from '../../core/event-id.ts';
import { BEGINNING_OF_TIME, type DurationMs, type EventTime } from '../../core/time.ts';

/** Ids of events that came, for as long as they are remembered. */
export interface RecentIds {
  /** When an event arrives of which nobody says so: with the newest that has come and is believed. */
  arrivalOf(time: EventTime, isBelieved: boolean): EventTime;
  /** Whether an event with the key and the id came within the horizon; from now on one did. */
  isRepeated(key: string, id: string, arrival: EventTime): boolean;
  encode(): StoredIds;
  decode(stored: StoredIds): void;
}

/** Names of ids under their keys, with their last arrivals. */
export type StoredIds = readonly (readonly [name: string, arrival: EventTime])[];

/**
 * An id is remembered until more than `horizon` has passed since it arrived.
 *
 * Forgotten ids are swept out when as many have come since as were left the last time.
 */
export function recentIds(horizon: DurationMs): RecentIds {
  const known = new Map<string, EventTime>();
  let newest = BEGINNING_OF_TIME;
  let sweepAt = 1_024;

  function sweep(): void {
    const since = newest - horizon - ARRIVAL_DISORDER;
    for (const [name, arrival] of known) if (arrival < since) known.delete(name);
    sweepAt = Math.max(1_024, known.size * 2);
  }

  function note(name: string, arrival: EventTime): void {
    known.set(name, arrival);
    newest = Math.max(newest, arrival);
  }

  return {
    arrivalOf: (time, isBelieved) =>
      isBelieved || newest === BEGINNING_OF_TIME ? Math.max(newest, time) : newest,
    isRepeated(key, id, arrival) {
      const name = keyedId(key, id);
      const before = known.get(name) ?? (isKeyedId(id) ? undefined : known.get(id)); // as checkpoints of before
      note(name, arrival);
      if (known.size >= sweepAt) sweep();
      return isRepetition(before, arrival, horizon);
    },
    encode: () => [...known],
    decode(stored) {
      for (const [name, arrival] of stored) note(name, arrival);
    },
  };
}
