import type { Json } from '../../core/aggregators/aggregator.ts';
import type { Budget } from '../../ports/budget.ts';
import type { Effects } from '../../ports/effects.ts';
import type { AppliedMark, Head } from '../../ports/head-store.ts';
import type { TaskId } from '../../ports/task.ts';
import type { Applying } from './apply-effects.ts';

/** What an input does to a task: where it stands afterwards, and what it changes. */
export interface Outcome<P extends Json> {
  readonly progress: P;
  readonly effects: Effects;
  /** How much of the input it is, if time was up before its end. */
  readonly taken?: number;
  /** Moves what was computed into the caches: called once the epoch is committed (law L13). */
  keep?(): void;
  /** Says that the epoch will not be committed, so that what was computed is to be forgotten. */
  drop?(): void;
}

/** Where a task stands when it computes its next epoch. */
export interface Position<P> {
  readonly task: TaskId;
  readonly gen: number;
  readonly epoch: number;
  readonly progress: P;
}

/**
 * The meaning of one lane; the log decides when it is computed, and how often it is applied.
 *
 * `compute` changes nothing that `drop` does not undo, so it may be called again.
 */
export interface LaneLogic<I, P extends Json> {
  /** What a task starts from that has no head; inherits from the shards that it replaces. */
  start(
    task: TaskId,
    budget: Budget,
  ): Promise<Pick<Head<P>, 'gen' | 'progress'> & Partial<Pick<Head<P>, 'fingerprints'>>>;
  /** The part of the input that has not been taken yet, or `undefined`. */
  rest(input: I, progress: P): I | undefined;
  /** How much an input is, by what epochs are cut into: records, or items of messages. At least 1. */
  size(input: I): number;
  /** So much of an input, from its beginning; at least 1. */
  prefix(input: I, size: number): I;
  /**
   * Takes the input, or a part of it from its beginning if the budget is spent before: at least 1. How
   * far it came is for `rest` to tell from the progress.
   */
  compute(position: Position<P>, input: I, budget: Budget): Promise<Outcome<P>>;
  /**
   * What of its position has gone back, in words; `undefined` if nothing has. The log refuses a head
   * that would go back: what it took once would be taken again (law L12).
   */
  setback(before: P, after: P): string | undefined;
  /** What to do with an input of size 1 that no head can hold: it must shrink. */
  tooBig(position: Position<P>, input: I): Promise<Outcome<P>>;
  /** Makes effects visible. @returns whether all of them are; if not, time was up. */
  apply(task: TaskId, head: Head<P>, applying: Applying): Promise<boolean>;
  mark(head: Head<P>): AppliedMark;
  /** What to go on with from stored state; throws if it must not be resumed. */
  resume(task: TaskId, head: Head<P>): Promise<Pick<Head<P>, 'fingerprints' | 'progress'>>;
  /** Forgets what was cached: somebody else has written. */
  forget(task: TaskId): void;
}
