import type { DurationMs, EventTime } from '../core/time.ts';
import type { SeenIdStore } from '../ports/outbox.ts';
import type { TaskId } from '../ports/task.ts';

/**
 * Ids that a task has taken within its horizon.
 *
 * Kept in memory and, as one item per epoch, in the store: an item per event would cost more than
 * everything else together. An id is remembered while its event time is within the horizon of the
 * watermark; events with one id have one partition key, so one shard (or its children) sees both.
 */
export interface SeenIds {
  /** Loads what the store has, unless it is loaded; forgets what is beyond the horizon. */
  open(task: TaskId, ancestors: readonly string[], watermark: EventTime): Promise<EpochIds>;
  clear(): void;
}

/** Ids as the records of one epoch find them. */
export interface EpochIds {
  /** Whether the id was taken and is within the horizon of the watermark; from now on it was. */
  isRepeated(id: string, time: EventTime, watermark: EventTime): boolean;
  /** Ids that were new. */
  added(): (readonly [id: string, time: EventTime])[];
  /** Remembers what was new, now that it is committed (law L13). */
  keep(): void;
}

/** @param horizon - How long ids are remembered, in event time. */
export function seenIds(store: SeenIdStore, horizon: DurationMs): SeenIds {
  let known: Map<string, EventTime> | undefined;

  async function load(task: TaskId, ancestors: readonly string[], since: EventTime) {
    const tasks = [task.shard, ...ancestors].map((shard) => ({ ...task, shard }));
    return new Map(await store.load(tasks, since));
  }

  return {
    async open(task, ancestors, watermark) {
      const since = watermark - horizon;
      known ??= await load(task, ancestors, since);
      const committed = known;
      for (const [id, time] of committed) if (time < since) committed.delete(id);
      const fresh = new Map<string, EventTime>();
      return {
        isRepeated(given, time, reached) {
          const id = store.nameOf(given);
          const before = fresh.get(id) ?? committed.get(id);
          if (before !== undefined && before + horizon >= reached) return true;
          fresh.set(id, time);
          return false;
        },
        added: () => [...fresh],
        keep() {
          for (const [id, time] of fresh) committed.set(id, time);
        },
      };
    },
    clear() {
      known = undefined;
    },
  };
}
