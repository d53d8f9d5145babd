import type { BoundAggregate } from '../core/aggregators/bind.ts';
import type { RowKey } from '../ports/effects.ts';
import type { RowStore } from '../ports/row-store.ts';
import type { Accumulators } from './window-fold.ts';
import { windowIndex } from './window-index.ts';

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
  let young = generation();
  let old = generation();

  function cached(key: RowKey): Accumulators | undefined {
    const live = young.get(key);
    if (live !== undefined) return live;
    const rescued = old.get(key);
    if (rescued !== undefined) young.add(key, rescued);
    return rescued;
  }

  async function read(keys: readonly RowKey[]): Promise<void> {
    for (const row of await rows.read(keys)) {
      const live = aggregatesOf(row.view).map(({ aggregator }, i) =>
        aggregator.decode(row.acc[i] ?? null),
      );
      young.add(row, live);
    }
  }

  return {
    async load(keys, absent = (i) => created(aggregatesOf((keys[i] as RowKey).view))) {
      const loaded = keys.map(cached);
      const missing = keys.filter((_, i) => loaded[i] === undefined);
      if (missing.length > 0) await read(missing);
      const all = loaded.map((live, i) => {
        if (live !== undefined) return live;
        const key = keys[i] as RowKey;
        const stored = young.get(key);
        if (stored !== undefined) return stored;
        const fresh = absent(i);
        young.add(key, fresh);
        return fresh;
      });
      if (young.size() >= MAX_CACHED_ROWS / 2) {
        old = young;
        young = generation();
      }
      return all;
    },
    clear() {
      young = generation();
      old = generation();
    },
  };
}

const created = (aggregates: readonly BoundAggregate[]): Accumulators =>
  aggregates.map(({ aggregator }) => aggregator.create());

interface Generation {
  get(row: RowKey): Accumulators | undefined;
  /** Adds a row that is not there yet. */
  add(row: RowKey, acc: Accumulators): void;
  size(): number;
}

function generation(): Generation {
  const index = windowIndex<Accumulators>();
  let size = 0;

  return {
    get: (row) => index.of(row).get(row.key),
    add(row, acc) {
      index.of(row).set(row.key, acc);
      size++;
    },
    size: () => size,
  };
}
