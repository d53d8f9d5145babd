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
 * Ids of events that were taken by a task, for as long as they are remembered.
 *
 * Contract: `put` is given names of ids, and `load` gives them; `load` gives those of the named tasks that were put with an event time of at least
 * `since`, and may give older ones; putting the same epoch again changes nothing.
 */
export interface SeenIdStore {
  /**
   * What stands for an id where it is kept, in any process: the id itself, or something shorter for one
   * that is long. Different ids have different names.
   */
  nameOf(id: string): string;
  put(
    task: TaskId,
    fence: string,
    ids: readonly (readonly [id: string, at: number])[],
  ): Promise<void>;
  load(tasks: readonly TaskId[], since: number): Promise<readonly (readonly [string, number])[]>;
}
