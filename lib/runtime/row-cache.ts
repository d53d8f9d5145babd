import type { BoundAggregate } from '../core/aggregators/bind.ts';
import type { RowKey } from '../ports/effects.ts';
import type { RowStore } from '../ports/row-store.ts';
import type { Accumulators } from './window-fold.ts';

/** Live accumulators of rows that a task has written or read lately. */
export interface RowCache {
  /**
   * Accumulators of every key, read where they are not cached. Of a row that does not exist they are
   * what `absent` gives for its place in `keys`: new ones, unless the caller has some to give away.
   */
  load(keys: readonly RowKey[], absent?: (index: number) => Accumulators): Promise<Accumulators[]>;
  clear(): void;
}

/** About the most rows that a cache keeps between batches. */
export const MAX_CACHED_ROWS = 20_000;

/**
 * A cache of one task's rows. It holds what the task's last epoch left, so it is cleared whenever
 * anybody else may have written.
 *
 * Two generations instead of an exact order of last use, which would cost two more operations on a
 * large map for every row of every batch: what was not asked for while the young one filled up is
 * forgotten with the old one.
 *
 * @param aggregatesOf - Aggregates of a view, by view id.
 */
export function rowCache(
  rows: RowStore,
  aggregatesOf: (view: string) => readonly BoundAggregate[],
): RowCache {
  let young = new Map<string, Accumulators>();
  let old = new Map<string, Accumulators>();

  function cached(id: string): Accumulators | undefined {
    const live = young.get(id);
    if (live !== undefined) return live;
    const rescued = old.get(id);
    if (rescued !== undefined) young.set(id, rescued);
    return rescued;
  }

  async function read(keys: readonly RowKey[]): Promise<void> {
    const idOf = idMaker();
    for (const { view, key, start, acc } of await rows.read(keys)) {
      const live = aggregatesOf(view).map(({ aggregator }, i) => aggregator.decode(acc[i] ?? null));
      young.set(idOf({ view, key, start }), live);
    }
  }

  return {
    async load(keys, absent = (i) => created(aggregatesOf((keys[i] as RowKey).view))) {
      const idOf = idMaker();
      const ids = keys.map(idOf);
      const loaded = ids.map(cached);
      const missing = keys.filter((_, i) => loaded[i] === undefined);
      if (missing.length > 0) await read(missing);
      const all = loaded.map((live, i) => {
        if (live !== undefined) return live;
        const id = ids[i] as string;
        const found = young.get(id) ?? absent(i);
        young.set(id, found);
        return found;
      });
      if (young.size >= MAX_CACHED_ROWS / 2) {
        old = young;
        young = new Map();
      }
      return all;
    },
    clear() {
      young.clear();
      old.clear();
    },
  };
}

const created = (aggregates: readonly BoundAggregate[]): Accumulators =>
  aggregates.map(({ aggregator }) => aggregator.create());

/** Makes names of rows; quick for rows that come by view and window, as batches give them. */
function idMaker(): (row: RowKey) => string {
  let view = '';
  let start = Number.NaN;
  let prefix = '';
  return (row) => {
    if (row.start !== start || row.view !== view) {
      ({ view, start } = row);
      prefix = `${view}\n${start}\n`;
    }
    return prefix + row.key;
  };
}
