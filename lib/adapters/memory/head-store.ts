import type { Json } from '../../core/aggregators/aggregator.ts';
import type { AppliedMark, Head, HeadStore, StoredHead } from '../../ports/head-store.ts';
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
      return { head: JSON.parse(stored.text), applied } as StoredHead<P>;
    },
    async commit(task, head, expected) {
      if (heads.get(idOf(task))?.epoch !== expected) return false;
      heads.set(idOf(task), { epoch: head.epoch, text: textOf(head) });
      return true;
    },
    async markApplied(task, mark) {
      if (mark.epoch > (marks.get(idOf(task))?.epoch ?? 0)) marks.set(idOf(task), mark);
    },
    fits: (head) => textOf(head).length <= maxCharacters,
    marks: () => marks,
  };
}

const idOf = ({ pipeline, stage, shard }: TaskId): string => `${pipeline}/${stage}/${shard}`;
