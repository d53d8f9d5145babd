import type { Json } from '../../core/aggregators/aggregator.ts';
import type { HeadStore } from '../../ports/head-store.ts';
import { type TaskFailures, UNNOTED } from '../../ports/task-failures.ts';
import type { EpochLog } from './epoch-log.ts';

/** Where the tasks of a lane are kept in mind. */
export interface TaskPorts {
  readonly heads: HeadStore;
  /** Left out where nobody looks. */
  readonly failures?: TaskFailures;
}

/** A log that has it noted which of its tasks fail, and which go on. */
export const notingLog = <I, P extends Json>(
  log: EpochLog<I, P>,
  failures: TaskFailures = UNNOTED,
): EpochLog<I, P> => ({
  ...log,
  async take(task, input, budget) {
    let rest: I | undefined;
    try {
      rest = await log.take(task, input, budget);
    } catch (error) {
      await failures.failed(task, error);
      throw error;
    }
    await failures.wentOn(task);
    return rest;
  },
});
