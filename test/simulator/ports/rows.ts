import type { RowKey } from '../../../lib/ports/effects.ts';
import type { RowStore } from '../../../lib/ports/row-store.ts';
import type { Ground } from './heads.ts';

export const rowId = ({ view, key, start }: RowKey): string => `${view} ${key} ${start}`;

/** Whether a write under one fence goes over a row that has another. */
export type MayReplace = (given: string, stored: string) => boolean;

/** Rows, each written by a call of its own: some of an epoch may land, and others not. */
export function simulatedRows(
  { network, who, tables, watch }: Ground,
  mayReplace: MayReplace = (given, stored) => given > stored,
): RowStore {
  const tasksOf = (view: string): Map<string, number | undefined> => {
    const tasks = tables.watermarks.get(view) ?? new Map<string, number | undefined>();
    tables.watermarks.set(view, tasks);
    return tasks;
  };

  return {
    read: (keys) =>
      keys.length === 0
        ? Promise.resolve([])
        : network.call(who, 'BatchGetItem rows', () =>
            keys.flatMap(({ view, key, start }) => {
              const stored = tables.rows.get(rowId({ view, key, start }));
              return stored === undefined
                ? []
                : [{ view, key, start, acc: JSON.parse(stored.acc) }];
            }),
          ),

    async write(images, fence) {
      await Promise.all(
        images.map((image) =>
          network.call(who, `PutItem ${rowId(image)}`, () => {
            const id = rowId(image);
            const stored = tables.rows.get(id);
            if (stored !== undefined && !mayReplace(fence, stored.fence)) return;
            const acc = JSON.stringify(image.acc);
            tables.rows.set(id, { image, acc, fence });
            watch.rowWritten(image, stored?.acc);
            network.tell(() => `${id} is ${acc}, by ${who.name} under ${fence}`);
          }),
        ),
      );
    },

    publishWatermark: (view, shard, watermark) =>
      network.call(who, `UpdateItem ${view}#@watermark ${shard}`, () => {
        const tasks = tasksOf(view);
        const before = tasks.get(shard);
        if (before !== undefined && before >= watermark) return;
        tasks.set(shard, watermark);
        network.tell(() => `${who.name} has ${view} at ${watermark} for ${shard}`);
        watch.watermarkStored(view, tasks.values());
      }),

    async expectTasks(view, shards, unless) {
      await Promise.all(
        shards.map((shard) =>
          network.call(who, `PutItem ${view}#@watermark ${shard}`, () => {
            const tasks = tasksOf(view);
            if (tasks.has(shard) || tasks.has(unless ?? shard)) return;
            tasks.set(shard, undefined);
            network.tell(() => `${who.name} expects ${shard} of ${view}`);
            watch.watermarkStored(view, tasks.values());
          }),
        ),
      );
    },
  };
}
