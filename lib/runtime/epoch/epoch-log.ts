import type { Json } from '../../core/aggregators/aggregator.ts';
import { InvariantError } from '../../errors/invariant-error.ts';
import { type Budget, UNLIMITED } from '../../ports/budget.ts';
import { type Effects, NO_EFFECTS } from '../../ports/effects.ts';
import type { AppliedMark, Head, HeadStore, StoredHead } from '../../ports/head-store.ts';
import type { TaskId } from '../../ports/task.ts';
import { oneAtATime } from './one-at-a-time.ts';

/** What an input does to a task: where it stands afterwards, and what it changes. */
export interface Outcome<P extends Json> {
  readonly progress: P;
  readonly effects: Effects;
  /** Moves what was computed into the stage's caches: called once the epoch is committed (law L13). */
  keep?(): void;
  /** Says that the epoch will not be committed, so that what was computed is to be forgotten. */
  drop?(): void;
}

/** A head that may be committed, and what is done with the stage's caches then. */
interface Candidate<P extends Json> extends Pick<Outcome<P>, 'keep' | 'drop'> {
  readonly head: Head<P>;
}

/**
 * The meaning of one stage; the log decides when it is computed, and how often it is applied.
 *
 * `compute` changes nothing that `drop` does not undo, so it may be called again.
 */
export interface StageLogic<I, P extends Json> {
  /** What a task starts from that has no head; inherits from the shards that it replaces. */
  genesis(
    task: TaskId,
    budget: Budget,
  ): Promise<Pick<Head<P>, 'gen' | 'progress'> & Partial<Pick<Head<P>, 'fingerprints'>>>;
  /** The part of the input that has not been taken yet, or `undefined`. */
  rest(input: I, progress: P): I | undefined;
  /**
   * Takes the input, or a part of it from its beginning if the budget is spent before: at least the
   * first of it. How much it was is for `rest` to tell from the progress.
   */
  compute(position: Position<P>, input: I, budget: Budget): Promise<Outcome<P>>;
  /**
   * What of its position has gone back, in words; `undefined` if nothing has. The log refuses a head
   * that would go back: what it took once would be taken again (law L12).
   */
  setback(before: P, after: P): string | undefined;
  /** Two inputs which, one after the other, are this one; or `undefined` if it cannot be cut. */
  halves(input: I): readonly [I, I] | undefined;
  /** What to do with an input that no head can hold and that cannot be cut: it must shrink. */
  tooBig(position: Position<P>, input: I): Promise<Outcome<P>>;
  apply(task: TaskId, head: Head<P>, budget: Budget): Promise<void>;
  mark(head: Head<P>): AppliedMark;
  /** What to go on with from stored state; throws if it must not be resumed. */
  resume(task: TaskId, head: Head<P>): Promise<Pick<Head<P>, 'fingerprints' | 'progress'>>;
  /** Forgets what was cached: somebody else has written. */
  forget(task: TaskId): void;
}

/** Where a task stands when it computes its next epoch. */
export interface Position<P> {
  readonly task: TaskId;
  readonly gen: number;
  readonly epoch: number;
  readonly progress: P;
}

/** A head as this process left it; void as soon as a commit is lost. */
interface Standing<P extends Json> extends StoredHead<P> {
  readonly fresh: boolean;
}

/** Tasks of one stage, and what they have committed. */
export interface EpochLog<I, P extends Json> {
  /**
   * Takes an input, as much of it as the budget allows, and applies what it took. Calls for one task
   * wait for each other; another process may do as it likes.
   *
   * @returns What was not taken and has to come again; `undefined` if nothing is left.
   * @throws Whatever a port throws; then nothing is lost, and the same call may be made again.
   */
  take(task: TaskId, input: I, budget?: Budget): Promise<I | undefined>;
  /** Applies what a task has committed, if it has not been applied, and gives its head. */
  settle(task: TaskId, budget?: Budget): Promise<Head<P> | undefined>;
}

/**
 * Takes inputs of a task exactly once, whatever is retried, repeated, cut differently or run twice.
 *
 * Every epoch is committed by compare-and-set before any of its effects can be seen, and applied
 * before the next is committed (law L8).
 *
 * Source: the redo log of any database; MillWheel's "strong productions" (VLDB 2013, §5.1).
 */
export function epochLog<I, P extends Json>(
  heads: HeadStore,
  stage: StageLogic<I, P>,
): EpochLog<I, P> {
  const warm = new Map<string, Standing<P>>();
  const inTurn = oneAtATime();

  async function standing(task: TaskId, budget: Budget): Promise<Standing<P>> {
    const cached = warm.get(idOf(task));
    if (cached !== undefined) return cached;
    stage.forget(task);
    const stored = await heads.read<P>(task);
    if (stored !== undefined) {
      // what is redone is redone as it was written; only what comes next is resumed
      const isApplied = stored.head.epoch <= stored.applied;
      const settled = isApplied ? stored : await apply(task, stored.head, budget);
      const resumed = await stage.resume(task, settled.head);
      return { ...settled, head: { ...settled.head, ...resumed }, fresh: false };
    }
    const born = { fingerprints: {}, ...(await stage.genesis(task, budget)) };
    const head: Head<P> = { ...born, epoch: 0, effects: NO_EFFECTS };
    return { head: { ...head, ...(await stage.resume(task, head)) }, applied: 0, fresh: true };
  }

  async function apply(task: TaskId, head: Head<P>, budget: Budget): Promise<Standing<P>> {
    await stage.apply(task, head, budget);
    await heads.markApplied(task, stage.mark(head));
    return { head, applied: head.epoch, fresh: false };
  }

  /** The largest part of the input whose effects fit into one head, and the head. */
  async function next(
    { head }: Standing<P>,
    task: TaskId,
    { input, budget }: { readonly input: I; readonly budget: Budget },
  ): Promise<Candidate<P>> {
    const position = { task, gen: head.gen, epoch: head.epoch + 1, progress: head.progress };
    const { gen, fingerprints } = head;
    const candidateOf = ({ progress, effects, ...fate }: Outcome<P>): Candidate<P> => ({
      head: { gen, epoch: position.epoch, fingerprints, progress, effects },
      ...fate,
    });
    for (let part: I | undefined = input; part !== undefined; part = stage.halves(part)?.[0]) {
      const candidate = candidateOf(await stage.compute(position, part, budget));
      if (heads.fits(candidate.head)) return candidate;
      candidate.drop?.();
      if (stage.halves(part) === undefined) return candidateOf(await stage.tooBig(position, part));
    }
    throw new InvariantError('L8', `${idOf(task)}: an input was cut until nothing was left`);
  }

  function refuseSetback(task: TaskId, before: Head<P>, after: Head<P>): void {
    const what = stage.setback(before.progress, after.progress);
    if (what === undefined) return;
    throw new InvariantError('L12', `${idOf(task)}: epoch ${after.epoch} would take back ${what}`);
  }

  async function take(task: TaskId, input: I, budget: Budget): Promise<I | undefined> {
    let at = await standing(task, budget);
    for (;;) {
      if (at.head.epoch > at.applied) at = await apply(task, at.head, budget);
      warm.set(idOf(task), at);
      const rest = stage.rest(input, at.head.progress);
      if (rest === undefined || budget.isSpent()) return rest;
      const { head, keep } = await next(at, task, { input: rest, budget });
      refuseSetback(task, at.head, head);
      const expected = at.fresh ? undefined : at.head.epoch;
      if (await heads.commit(task, head, expected)) {
        keep?.();
        at = { head, applied: at.applied, fresh: false };
      } else {
        warm.delete(idOf(task));
        at = await standing(task, budget);
      }
    }
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
        if (stored === undefined) return undefined;
        if (stored.head.epoch > stored.applied) await apply(task, stored.head, budget);
        return stored.head;
      }),
  };
}

const idOf = ({ pipeline, stage, shard }: TaskId): string => `${pipeline}/${stage}/${shard}`;
