import type { Json } from '../../core/aggregators/aggregator.ts';
import type { AppliedMark, Head, HeadStore, Reached, StoredHead } from '../../ports/head-store.ts';
import type { TaskId } from '../../ports/task.ts';
import { MAX_HEAD_CHARACTERS } from '../dynamodb/head-codec.ts';

/** Heads in memory, and what their tasks show of themselves. */
export interface MemoryHeadStore extends HeadStore {
  marks(): ReadonlyMap<string, AppliedMark>;
}

/** @param maxCharacters - Largest head that fits, as JSON. */
export function memoryHeadStore(maxCharacters = MAX_HEAD_CHARACTERS): MemoryHeadStore {
  const heads = new Map<string, { readonly epoch: number; readonly text: string }>();
  const marks = new Map<string, AppliedMark>();
  const reached = new Map<string, { readonly epoch: number; readonly done: Reached }>();
  const texts = new WeakMap<Head, string>();
  const textOf = (head: Head): string => {
    const text = texts.get(head) ?? JSON.stringify(head);
    texts.set(head, text);
    return text;
  };

  return {
    async read<P extends Json>(task: TaskId) {
      const stored = heads.get(idOf(task));
      if (stored === undefined) return undefined;
      const applied = marks.get(idOf(task))?.epoch ?? 0;
      const { epoch, done } = reached.get(idOf(task)) ?? {};
      const isPartly = epoch === stored.epoch && epoch > applied;
      return {
        ...{ head: JSON.parse(stored.text), applied },
        ...(isPartly ? { reached: done } : {}),
      } as StoredHead<P>;
    },
    async commit(task, head, expected) {
      if (heads.get(idOf(task))?.epoch !== expected) return false;
      heads.set(idOf(task), { epoch: head.epoch, text: textOf(head) });
      return true;
    },
    async markApplied(task, mark) {
      if (mark.epoch > (marks.get(idOf(task))?.epoch ?? 0)) marks.set(idOf(task), mark);
    },
    async markReached(task, epoch, done) {
      if (epoch > (marks.get(idOf(task))?.epoch ?? 0)) reached.set(idOf(task), { epoch, done });
    },
    fill: (head) => textOf(head).length / maxCharacters,
    marks: () => marks,
  };
}

const idOf = ({ pipeline, lane, shard }: TaskId): string => `${pipeline}/${lane}/${shard}`;
