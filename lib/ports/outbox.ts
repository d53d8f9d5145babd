import type { LateEvent } from './effects.ts';
import type { TaskId } from './task.ts';

/**
 * Where late events are set aside.
 *
 * Contract: putting the same epoch of a task again changes nothing.
 */
export interface LateEvents {
  put(task: TaskId, fence: string, events: readonly LateEvent[]): Promise<void>;
}

/**
 * Ids of events that came to a task, for as long as they are remembered.
 *
 * Contract: `put` is given names of ids with their arrivals, and `load` gives them; `load` gives those of the named tasks that were put with an
 * arrival of at least `since`, and may give older ones; putting the same epoch again changes nothing.
 */
export interface SeenIdStore {
  /**
   * What stands for an id under its partition key where it is kept, in any process: `keyedId`, or
   * something shorter for one that is long, for which `isKeyedId` holds too. Other keys and other ids
   * have other names.
   */
  nameOf(key: string, id: string): string;
  /** What stood for an id before, under whatever key: what was kept then is still loaded. */
  formerNameOf(id: string): string;
  put(
    task: TaskId,
    fence: string,
    ids: readonly (readonly [name: string, arrival: number])[],
  ): Promise<void>;
  load(tasks: readonly TaskId[], since: number): Promise<readonly (readonly [string, number])[]>;
}
