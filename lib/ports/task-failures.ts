import type { EventTime } from '../core/time.ts';
import type { TaskId } from './task.ts';

/** What a task fails with, since when, and how often. Wall-clock times in milliseconds. */
export interface TaskFailure {
  /** Name of the lane. */
  readonly lane: string;
  readonly shard: string;
  /** Of the last failure. */
  readonly code: string;
  /** Of the last failure, or its beginning. */
  readonly message: string;
  /** The first failure since the task last went on. */
  readonly since: EventTime;
  readonly last: EventTime;
  /** Failures since then, at least. */
  readonly count: number;
}

/**
 * Keeps in mind which tasks fail, where people look for it.
 *
 * Contract: neither throws, nor takes long; what cannot be noted is left out. One failure or a thousand, no
 * more is kept than one {@link TaskFailure} for each task, and it is written at intervals.
 */
export interface TaskFailures {
  failed(task: TaskId, error: unknown): Promise<void>;
  /** The task goes on: what was noted is void. */
  wentOn(task: TaskId): Promise<void>;
}

/** Where nobody looks. */
export const UNNOTED: TaskFailures = {
  failed: async () => undefined,
  wentOn: async () => undefined,
};
