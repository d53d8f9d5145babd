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
  open(task: TaskId, ancestors: readonly string[], watermark: EventTime): Promise<void>;
  /** Whether the id was taken and is within the horizon of the watermark; from now on it was. */
  isRepeated(id: string, time: EventTime, watermark: EventTime): boolean;
  /** Ids that were new since this was last asked. */
  added(): (readonly [id: string, time: EventTime])[];
  clear(): void;
}

/** @param horizon - How long ids are remembered, in event time. */
export function seenIds(store: SeenIdStore, horizon: DurationMs): SeenIds {
  let known: Map<string, EventTime> | undefined;
  let fresh: [string, EventTime][] = [];

  return {
    async open(task, ancestors, watermark) {
      const since = watermark - horizon;
      if (known === undefined) {
        const tasks = [task.shard, ...ancestors].map((shard) => ({ ...task, shard }));
        known = new Map(await store.load(tasks, since));
      }
      for (const [id, time] of known) if (time < since) known.delete(id);
    },
    isRepeated(id, time, watermark) {
      const before = known?.get(id);
      if (before !== undefined && before + horizon >= watermark) return true;
      known?.set(id, time);
      fresh.push([id, time]);
      return false;
    },
    added() {
      const ids = fresh;
      fresh = [];
      return ids;
    },
    clear() {
      known = undefined;
      fresh = [];
    },
  };
}
