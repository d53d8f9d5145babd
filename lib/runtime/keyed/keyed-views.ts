import type { StateStore } from '../../ports/state-store.ts';
import type { TaskId } from '../../ports/task.ts';
import { type EntryCache, entryCache } from './entry-cache.ts';
import { type Allowance, type Around, type KeyedEpoch, keyedEpoch } from './keyed-epoch.ts';
import { isLate, type KeyedProgress } from './keyed-progress.ts';
import type { OperatorRuntime } from './operator-runtime.ts';
import { type ViewWorker, viewWorker } from './view-worker.ts';

/** A task, and what it owns. */
export type Place = Pick<Around, 'task' | 'slots'>;

/** The views of a lane whose steps keep state, over the tasks that this process has. */
export interface KeyedViews {
  readonly workers: readonly ViewWorker[];
  begin(at: Place, progress: KeyedProgress, allowance: Allowance): KeyedEpoch;
  /** Whether timers are due that have not been asked, or keys are behind. */
  isBehind(progress: KeyedProgress): boolean;
  forget(task: TaskId): void;
}

/** Prepares views. */
export function keyedViews(runtimes: readonly OperatorRuntime[], states: StateStore): KeyedViews {
  const workers = runtimes.map(viewWorker);
  const caches = new Map<string, EntryCache>();
  const cacheOf = (task: TaskId): EntryCache => {
    const cache = caches.get(task.shard) ?? entryCache(states, task);
    caches.set(task.shard, cache);
    return cache;
  };
  return {
    workers,
    begin: (at, progress, allowance) =>
      keyedEpoch({ ...at, workers, cache: cacheOf(at.task), states }, progress, allowance),
    isBehind: (progress) => workers.some((worker) => isLate(worker, progress)),
    forget: (task) => cacheOf(task).clear(),
  };
}
