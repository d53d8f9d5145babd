import type { Json } from '../../core/aggregators/aggregator.ts';
import type { AppliedMark, Head, HeadStore, StoredHead } from '../../ports/head-store.ts';
import type { TaskId } from '../../ports/task.ts';

/** Heads in memory, and what their tasks show of themselves. */
export interface MemoryHeadStore extends HeadStore {
  marks(): ReadonlyMap<string, AppliedMark>;
}

/** @param maxCharacters - Largest head that fits, as JSON. */
export function memoryHeadStore(maxCharacters = 1_000_000): MemoryHeadStore {
  const heads = new Map<string, string>();
  const marks = new Map<string, AppliedMark>();

  return {
    async read<P extends Json>(task: TaskId) {
      const text = heads.get(idOf(task));
      if (text === undefined) return undefined;
      const applied = marks.get(idOf(task))?.epoch ?? 0;
      return { head: JSON.parse(text), applied } as StoredHead<P>;
    },
    async commit(task, head, expected) {
      const stored = heads.get(idOf(task));
      const epoch = stored === undefined ? undefined : (JSON.parse(stored) as Head).epoch;
      if (epoch !== expected) return false;
      heads.set(idOf(task), JSON.stringify(head));
      return true;
    },
    async markApplied(task, mark) {
      if (mark.epoch > (marks.get(idOf(task))?.epoch ?? 0)) marks.set(idOf(task), mark);
    },
    fits: (head) => JSON.stringify(head).length <= maxCharacters,
    marks: () => marks,
  };
}

const idOf = ({ pipeline, stage, shard }: TaskId): string => `${pipeline}/${stage}/${shard}`;
