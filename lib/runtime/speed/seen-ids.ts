import { ARRIVAL_DISORDER, isKeyedId, isRepetition } from '../../core/event-id.ts';
import type { DurationMs, EventTime } from '../../core/time.ts';
import type { SeenIdStore } from '../../ports/outbox.ts';
import type { TaskId } from '../../ports/task.ts';

/**
 * Ids that a task has taken within its horizon, each under its partition key.
 *
 * Kept in memory and, as one item per epoch, in the store: an item per event would cost more than
 * everything else together. An id is remembered until the horizon has passed since an event with it
 * arrived, whatever the event's time; one key is on one shard (or its children), which sees both.
 */
export interface SeenIds {
  /**
   * Loads what the store has, unless it is loaded; forgets what is beyond the horizon.
   *
   * @param oldest - Arrival of the oldest record that is still to come.
   */
  open(task: TaskId, ancestors: readonly string[], oldest: EventTime): Promise<EpochIds>;
  clear(): void;
}

/** Ids as the records of one epoch find them. */
export interface EpochIds {
  /** Whether an event with the key and the id came within the horizon; from now on one did. */
  isRepeated(key: string, id: string, arrival: EventTime): boolean;
  /** Ids that came, and when they did last. */
  added(): (readonly [name: string, arrival: EventTime])[];
  /** Remembers what came, now that it is committed (law L13). */
  keep(): void;
}

/** @param horizon - How long ids are remembered after they have arrived. */
export function seenIds(store: SeenIdStore, horizon: DurationMs): SeenIds {
  let known: Known | undefined;

  async function load(task: TaskId, ancestors: readonly string[], since: EventTime) {
    const tasks = [task.shard, ...ancestors].map((shard) => ({ ...task, shard }));
    return knownOf(await store.load(tasks, since));
  }

  return {
    async open(task, ancestors, oldest) {
      const since = oldest - horizon - ARRIVAL_DISORDER;
      known ??= await load(task, ancestors, since);
      const { committed, hasFormer } = known;
      for (const [name, arrival] of committed) {
        if (arrival >= since) break; // they are in the order of their arrival
        committed.delete(name);
      }
      const fresh = new Map<string, EventTime>();
      return {
        isRepeated(key, id, arrival) {
          const name = store.nameOf(key, id);
          const before =
            fresh.get(name) ??
            committed.get(name) ??
            (hasFormer ? committed.get(store.formerNameOf(id)) : undefined);
          fresh.set(name, arrival);
          return isRepetition(before, arrival, horizon);
        },
        added: () => [...fresh],
        keep() {
          for (const [name, arrival] of fresh) {
            committed.delete(name); // to the end of the order
            committed.set(name, arrival);
          }
        },
      };
    },
    clear() {
      known = undefined;
    },
  };
}

interface Known {
  /** The last arrival of each, earliest first. */
  readonly committed: Map<string, EventTime>;
  /** Whether there are ids of versions before, of which nobody knows the key. */
  readonly hasFormer: boolean;
}

function knownOf(ids: readonly (readonly [name: string, arrival: EventTime])[]): Known {
  const committed = new Map<string, EventTime>();
  for (const [name, arrival] of ids.toSorted(([, a], [, b]) => a - b)) {
    committed.delete(name);
    committed.set(name, arrival);
  }
  return { committed, hasFormer: ids.some(([name]) => !isKeyedId(name)) };
}
