import type { Json } from '../core/aggregators/aggregator.ts';
import type { EventTime } from '../core/time.ts';
import type { TaskId } from './task.ts';

/** Identity of the state that the steps of a view keep for one key. */
export interface StateKey {
  /** Name of the view, with `@<version>` from version 2 on; a step of it that keeps its own: `top~1`. */
  readonly owner: string;
  readonly key: string;
}

/** The state of a key as it is after the epoch. */
export interface StateImage extends StateKey {
  readonly state: Json;
  /** Whether nothing is remembered any more, so that only the fence must stay for a while. */
  readonly isEmpty: boolean;
}

/** State as it was written. */
export interface StoredState extends StateKey {
  readonly state: Json;
}

/** When a key must be looked at, though no event comes. */
export interface Timer {
  /** Name of the step whose time it is. */
  readonly step: string;
  readonly due: EventTime;
  readonly key: string;
  /** Shard of the task that it was written by, if another one has taken over since. */
  readonly home?: string;
}

/** A timer as it is after the epoch: there, or not. */
export interface TimerImage extends Timer {
  readonly isSet: boolean;
}

/** Which timers are asked for. */
export interface TimerQuery {
  readonly step: string;
  /** Those that are due at this time or before. */
  readonly until: EventTime;
  /** At most so many; at least 1. */
  readonly limit: number;
  /** Keys whose timers are asked for; all without it. */
  readonly isAskedFor?: (key: string) => boolean;
}

/** Timers by time, and then in any fixed order of their keys. */
export interface DueTimers {
  readonly timers: readonly Timer[];
  /** When the first one is due that is not among them; `null` if there is no other. */
  readonly next: EventTime | null;
}

/** What an epoch changes in the store. */
export interface StateChanges {
  readonly states: readonly StateImage[];
  readonly timers: readonly TimerImage[];
}

/**
 * What steps with state remember of each key, and when they must be asked again.
 *
 * Contract:
 * 1. `read` and `due` are strongly consistent; `read` leaves out what was never written, and may
 *    leave out what was empty when it was written.
 * 2. `write` leaves alone whatever has an equal or greater fence, without complaint; so writing again,
 *    or by somebody who was declared dead, changes no state. One exception: a timer that was removed
 *    may come back, which its owner must bear. One that is there is never lost.
 * 3. `write` returns only after everything is written or left alone; if it throws, some may be.
 * 4. Pipelines do not see each other's states, and tasks not each other's timers.
 */
export interface StateStore {
  read(task: TaskId, keys: readonly StateKey[]): Promise<readonly StoredState[]>;
  write(task: TaskId, changes: StateChanges, fence: string): Promise<void>;
  due(task: TaskId, query: TimerQuery): Promise<DueTimers>;
}
