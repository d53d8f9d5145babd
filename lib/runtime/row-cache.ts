import type { BoundAggregate } from '../core/aggregators/bind.ts';
import type { RowKey } from '../ports/effects.ts';
import type { RowStore } from '../ports/row-store.ts';
import type { Accumulators } from './window-fold.ts';

/** Live accumulators of rows that a task has written or read lately. */
export interface RowCache {
  /** Accumulators of every key, read where they are not cached, created where there is no row. */
  load(keys: readonly RowKey[]): Promise<Accumulators[]>;
  clear(): void;
}

/** Most rows that a cache keeps between batches. */
export const MAX_CACHED_ROWS = 20_000;

/**
 * A cache of one task's rows. It holds what the task's last epoch left, so it is cleared whenever
 * anybody else may have written.
 *
 * @param aggregatesOf - Aggregates of a view, by view id.
 */
export function rowCache(
  rows: RowStore,
  aggregatesOf: (view: string) => readonly BoundAggregate[],
): RowCache {
  const cached = new Map<string, Accumulators>();

  return {
    async load(keys) {
      const missing = keys.filter((key) => !cached.has(idOf(key)));
      for (const { acc, ...key } of await rows.read(missing)) {
        const live = aggregatesOf(key.view).map(({ aggregator }, i) =>
          aggregator.decode(acc[i] ?? null),
        );
        cached.set(idOf(key), live);
      }
      const loaded = keys.map((key) => {
        const id = idOf(key);
        const live =
          cached.get(id) ?? aggregatesOf(key.view).map(({ aggregator }) => aggregator.create());
        cached.delete(id); // and set again: the order of a Map is the order of last use
        cached.set(id, live);
        return live;
      });
      for (const id of cached.keys()) {
        if (cached.size <= Math.max(MAX_CACHED_ROWS, keys.length)) break;
        cached.delete(id);
      }
      return loaded;
    },
    clear: () => cached.clear(),
  };
}

const idOf = ({ view, key, start }: RowKey): string => `${view}\n${start}\n${key}`;
