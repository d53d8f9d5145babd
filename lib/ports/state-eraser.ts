import type { Json } from '../core/aggregators/aggregator.ts';
import type { StateKey, Timer } from './state-store.ts';
import type { TaskId } from './task.ts';

/**
 * What takes away for good what tasks remember, because of whom it is about.
 *
 * Contract: once a call has returned, nothing of it is stored, nor that there was anything, nor what a
 * writer left beside it that died; what is not there is no error. Each gives how many there were.
 */
export interface StateEraser {
  eraseStates(
    task: TaskId,
    keys: readonly StateKey[],
    isMeant: (state: Json) => boolean,
  ): Promise<number>;
  /** Looks at all states of these steps, whatever their keys are. */
  sweepStates(
    task: TaskId,
    owners: readonly string[],
    isMeant: (state: Json) => boolean,
  ): Promise<number>;
  eraseTimers(
    task: TaskId,
    isMeant: (timer: Pick<Timer, 'step' | 'key'>) => boolean,
  ): Promise<number>;
  /** Ids that tasks have seen: whoever brings one again is counted again. */
  eraseIds(
    tasks: readonly TaskId[],
    ids: readonly (readonly [partitionKey: string, id: string])[],
  ): Promise<number>;
  /** What is left of heads up to an epoch that is applied, and a failure that was noted in such words. */
  eraseLeftovers(
    task: TaskId,
    of: { readonly epoch: number; readonly texts: ReadonlySet<string> },
  ): Promise<number>;
}
