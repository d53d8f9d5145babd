import { TransientError } from '../../errors/transient-error.ts';
import { NO_EFFECTS } from '../../ports/effects.ts';
import type { Head, HeadStore } from '../../ports/head-store.ts';
import type { TaskId } from '../../ports/task.ts';

export interface StillMomentPorts {
  readonly heads: Pick<HeadStore, 'read' | 'commit'>;
  /** Waits for lanes that are at work. */
  pause(): Promise<void>;
}

/** Times that tasks are asked for a moment in which nobody writes. */
const ATTEMPTS = 100;

/**
 * Changes rows and states between two epochs of each task, as if its lane had done it.
 *
 * An epoch that does nothing is committed before the change and behind it. The first makes whoever is
 * at work begin anew, from what is stored; if the second succeeds nobody has committed in between, so
 * nobody goes on from what was read before the change. Where it does not, the change is made again.
 * Heads no longer hold then what their last epoch had changed.
 *
 * @returns The epochs that tasks have come to, those that have ever done anything.
 * @throws TransientError if a lane is in the way all the time, or has committed what it never applied
 */
export async function inStillMoment(
  { heads, pause }: StillMomentPorts,
  tasks: readonly TaskId[],
  change: () => Promise<void>,
): Promise<ReadonlyMap<TaskId, number>> {
  const epochs = new Map<TaskId, number>();
  let rest = tasks;
  for (let i = 0; i < ATTEMPTS; i++) {
    const held: { readonly task: TaskId; readonly head: Head }[] = [];
    for (const task of rest) {
      const head = await superseded({ heads, pause }, task);
      if (head !== undefined) held.push({ task, head });
    }
    await change();
    rest = [];
    for (const { task, head } of held) {
      const next = emptyAfter(head);
      if (await heads.commit(task, next, head.epoch)) epochs.set(task, next.epoch);
      else rest = [...rest, task];
    }
    if (rest.length === 0) return epochs;
    await pause();
  }
  throw busy(rest[0]);
}

/** Commits an epoch that changes nothing; `undefined` if the task has never done anything. */
async function superseded(
  { heads, pause }: StillMomentPorts,
  task: TaskId,
): Promise<Head | undefined> {
  for (let i = 0; i < ATTEMPTS; i++) {
    const stored = await heads.read(task);
    if (stored === undefined) return undefined;
    const { head, applied } = stored;
    if (applied >= head.epoch || isEmpty(head)) {
      const next = emptyAfter(head);
      if (await heads.commit(task, next, head.epoch)) return next;
    }
    await pause();
  }
  throw busy(task);
}

const emptyAfter = (head: Head): Head => ({
  ...head,
  epoch: head.epoch + 1,
  effects: NO_EFFECTS,
});

/** Whether there is nothing to apply: as an erasure leaves it whose lane has not worked since. */
const isEmpty = ({ effects }: Head): boolean =>
  Object.values(effects).every((each: readonly unknown[]) => each.length === 0);

const busy = (task: TaskId | undefined): TransientError =>
  new TransientError(
    `${task?.lane} › ${task?.shard}: its lane is in the way all the time, or has not applied what it has committed`,
  );
