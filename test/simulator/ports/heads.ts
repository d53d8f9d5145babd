import type { Json } from '../../../lib/core/aggregators/aggregator.ts';
import type { Head, HeadStore, StoredHead } from '../../../lib/ports/head-store.ts';
import type { TaskId } from '../../../lib/ports/task.ts';
import type { Watch } from '../check/watch.ts';
import type { Tables } from '../cloud/tables.ts';
import type { Caller, Network } from '../engine/network.ts';

/** What a port of a simulated process stands on. */
export interface Ground {
  readonly network: Network;
  readonly who: Caller;
  readonly tables: Tables;
  readonly watch: Watch;
}

export const idOf = ({ pipeline, stage, shard }: TaskId): string => `${pipeline}/${stage}/${shard}`;

export interface HeadOptions {
  /** Largest head that fits, as JSON. */
  readonly maxCharacters: number;
  /** Whether a head is only replaced if it is the expected one. */
  readonly isConditional?: boolean;
}

/** Heads as JSON. */
export function simulatedHeads(
  { network, who, tables, watch }: Ground,
  { maxCharacters, isConditional = true }: HeadOptions,
): HeadStore {
  const texts = new WeakMap<Head, string>();
  const textOf = (head: Head): string => {
    const text = texts.get(head) ?? JSON.stringify(head);
    texts.set(head, text);
    return text;
  };

  return {
    async read<P extends Json>(task: TaskId): Promise<StoredHead<P> | undefined> {
      const id = idOf(task);
      const head = () => tables.heads.get(id);
      const mark = () => tables.marks.get(id)?.epoch ?? 0;
      // the two items are read by one call, but not at one moment
      const [stored, applied] = network.chance.happens('tornRead')
        ? [
            await network.call(who, `BatchGetItem ${id} H`, head),
            await network.call(who, `BatchGetItem ${id} AP`, mark),
          ]
        : await network.call(who, `BatchGetItem ${id}`, () => [head(), mark()] as const);
      return stored && { head: JSON.parse(stored.text) as Head<P>, applied };
    },

    commit: (task, head, expected) =>
      network.call(who, `PutItem H ${idOf(task)} ${head.gen}|${head.epoch}`, () => {
        const id = idOf(task);
        if (isConditional && tables.heads.get(id)?.epoch !== expected) return false;
        tables.heads.set(id, { epoch: head.epoch, text: textOf(head) });
        watch.committed(task, head);
        network.tell(() => `${who.name} has committed ${id} ${head.gen}|${head.epoch}`);
        return true;
      }),

    markApplied: (task, mark) =>
      network.call(who, `PutItem AP ${idOf(task)} ${mark.epoch}`, () => {
        const id = idOf(task);
        if (mark.epoch > (tables.marks.get(id)?.epoch ?? 0)) tables.marks.set(id, mark);
      }),

    fits: (head) => textOf(head).length <= maxCharacters,
  };
}
