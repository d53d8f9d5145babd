import type { Json } from '../../core/aggregators/aggregator.ts';
import { InvariantError } from '../../errors/invariant-error.ts';
import { TransientError } from '../../errors/transient-error.ts';
import { type Budget, UNLIMITED } from '../../ports/budget.ts';
import { NO_EFFECTS } from '../../ports/effects.ts';
import type { Head, HeadStore, StoredHead } from '../../ports/head-store.ts';
import type { TaskId } from '../../ports/task.ts';
import type { LaneLogic, Outcome } from './lane-logic.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { computingPart, type Measured, type Pace, pace } from './pace.ts';

/** A head that may be committed, and what is done with the logic's caches then. */
interface Candidate<P extends Json> extends Pick<Outcome<P>, 'keep' | 'drop'>, Measured {
  readonly head: Head<P>;
}

/** A head that is applied, as this process left it; void as soon as a commit is lost. */
interface Standing<P extends Json> {
  readonly head: Head<P>;
  readonly isFresh: boolean;
}

/** Tasks of one logic, and what they have committed. */
export interface EpochLog<I, P extends Json> {
  /**
   * Takes an input, as much of it as the budget allows, and applies what it took. Calls for one task
   * wait for each other; another process may do as it likes.
   *
   * @returns What was not taken, or not applied, and has to come again; `undefined` if nothing is left.
   * @throws Whatever a port throws; then nothing is lost, and the same call may be made again.
   */
  take(task: TaskId, input: I, budget?: Budget): Promise<I | undefined>;
  /**
   * Applies what a task has committed, if it has not been applied, and gives its head.
   *
   * @throws {@link TransientError} if time is up before that
   */
  settle(task: TaskId, budget?: Budget): Promise<Head<P> | undefined>;
}

/**
 * Takes inputs of a task exactly once, whatever is retried, repeated, cut differently or run twice.
 *
 * Every epoch is committed by compare-and-set before any of its effects can be seen, and applied
 * before the next is committed (law L8). An input that is too much for one head, or for the time that
 * is left, becomes several epochs.
 *
 * Source: the redo log of any database; MillWheel's "strong productions" (VLDB 2013, §5.1).
 */
export function epochLog<I, P extends Json>(
  heads: HeadStore,
  logic: LaneLogic<I, P>,
): EpochLog<I, P> {
  const warm = new Map<string, Standing<P>>();
  const paces = new Map<string, Pace>();
  const inTurn = oneAtATime();

  const paceOf = (task: TaskId): Pace => {
    const known = paces.get(idOf(task)) ?? pace();
    paces.set(idOf(task), known);
    return known;
  };

  /** @returns `undefined` if time is up before what was committed is applied. */
  async function standing(task: TaskId, budget: Budget): Promise<Standing<P> | undefined> {
    const cached = warm.get(idOf(task));
    if (cached !== undefined) return cached;
    logic.forget(task);
    const stored = await heads.read<P>(task);
    if (stored !== undefined) {
      // what is redone is redone as it was written; only what comes next is resumed
      if (isBehind(stored) && !(await apply(task, stored, budget))) return undefined;
      const { head } = stored;
      return { head: { ...head, ...(await logic.resume(task, head)) }, isFresh: false };
    }
    const initial = { fingerprints: {}, ...(await logic.start(task, budget)) };
    const head: Head<P> = { ...initial, epoch: 0, effects: NO_EFFECTS };
    return { head: { ...head, ...(await logic.resume(task, head)) }, isFresh: true };
  }

  /** @returns Whether all of the head is applied. */
  async function apply(
    task: TaskId,
    { head, reached = {} }: Pick<StoredHead<P>, 'head' | 'reached'>,
    budget: Budget,
  ): Promise<boolean> {
    const isWhole = await logic.apply(task, head, {
      ...{ budget, reached },
      save: (now) => heads.markReached(task, head.epoch, now),
    });
    if (isWhole) await heads.markApplied(task, logic.mark(head));
    return isWhole;
  }

  /** The next epoch: as much of the input as fits into a head, by what is known of the task. */
  async function next(
    { head: { gen, epoch, fingerprints, progress } }: Standing<P>,
    task: TaskId,
    { input, budget }: { readonly input: I; readonly budget: Budget },
  ): Promise<Candidate<P> | undefined> {
    const position = { task, gen, epoch: epoch + 1, progress };
    const candidateOf = (outcome: Outcome<P>, size: number): Candidate<P> => {
      const { progress: after, effects, taken = size, ...fate } = outcome;
      const head = { gen, epoch: epoch + 1, fingerprints, progress: after, effects };
      return { head, size: taken, fill: heads.fill(head), ...fate };
    };
    const pacing = paceOf(task);
    let part = input;
    do {
      const whole = logic.size(part);
      const size = Math.min(whole, pacing.next(budget));
      if (size < whole) part = logic.prefix(part, size);
      const outcome = await logic.compute(position, part, computingPart(budget));
      const candidate = candidateOf(outcome, size);
      if (candidate.fill <= 1) return candidate;
      candidate.drop?.();
      if (size === 1) return candidateOf(await logic.tooBig(position, part), 1);
      pacing.misfits(candidate, size);
    } while (!budget.isSpent());
    return undefined;
  }

  function refuseSetback(task: TaskId, before: Head<P>, after: Head<P>): void {
    const what = logic.setback(before.progress, after.progress);
    if (what === undefined) return;
    throw new InvariantError('L12', `${idOf(task)}: epoch ${after.epoch} would take back ${what}`);
  }

  async function take(task: TaskId, input: I, budget: Budget): Promise<I | undefined> {
    const pacing = paceOf(task);
    let left = input;
    let at = await standing(task, budget);
    for (let epochs = 0; at !== undefined; epochs++) {
      warm.set(idOf(task), at);
      const rest = logic.rest(left, at.head.progress);
      if (rest === undefined) return undefined;
      left = rest;
      if (budget.isSpent() || (epochs > 0 && pacing.isLate(budget))) return left;
      const before = budget.remaining();
      const candidate = await next(at, task, { input: left, budget });
      if (candidate === undefined) return left;
      const { head, keep } = candidate;
      refuseSetback(task, at.head, head);
      if (await heads.commit(task, head, at.isFresh ? undefined : at.head.epoch)) {
        keep?.();
        warm.delete(idOf(task)); // until it is applied
        if (!(await apply(task, { head }, budget))) return left;
        pacing.took(candidate, before - budget.remaining());
        at = { head, isFresh: false };
      } else {
        warm.delete(idOf(task));
        at = await standing(task, budget);
      }
    }
    return left;
  }

  return {
    take: (task, input, budget = UNLIMITED) =>
      inTurn(idOf(task), async () => {
        try {
          return await take(task, input, budget);
        } catch (error) {
          warm.delete(idOf(task)); // nobody knows what is stored
          throw error;
        }
      }),

    settle: (task, budget = UNLIMITED) =>
      inTurn(idOf(task), async () => {
        const stored = await heads.read<P>(task);
        if (stored === undefined || !isBehind(stored)) return stored?.head;
        if (await apply(task, stored, budget)) return stored.head;
        throw new TransientError(
          `${idOf(task)}: time was up before epoch ${stored.head.epoch} was applied`,
        );
      }),
  };
}

const isBehind = ({ head, applied }: StoredHead): boolean => head.epoch > applied;

const idOf = ({ pipeline, lane, shard }: TaskId): string => `${pipeline}/${lane}/${shard}`;
