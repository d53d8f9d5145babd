import type { Accumulators, RowAggregate } from '../../core/operators/accumulators.ts';
import type { RowKey } from '../../ports/effects.ts';
import type { RowStore } from '../../ports/row-store.ts';
import { nameIn, windowIndex } from './window-index.ts';

/** What is committed of a row. */
export interface CachedRow {
  /** `undefined` if the row does not exist. Nobody changes them: what is newer takes their place. */
  committed: Accumulators | undefined;
}

/** Accumulators of rows that a task has written or read lately. */
export interface RowCache {
  /**
   * What is committed of every row, in the order of the keys, read where it is not cached.
   *
   * Whoever commits something newer puts it there afterwards, and not before (law L13).
   */
  load(keys: readonly RowKey[]): Promise<CachedRow[]>;
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
 * @param rowOf - What the rows of a view are, by view id; rows of others are not read.
 */
export function rowCache(
  rows: RowStore,
  rowOf: (view: string) => RowAggregate | undefined,
): RowCache {
  let young = generation();
  let old = generation();

  function cached(key: RowKey): CachedRow | undefined {
    const live = young.get(key);
    if (live !== undefined) return live;
    const rescued = old.get(key);
    if (rescued !== undefined) young.add(key, rescued);
    return rescued;
  }

  async function read(keys: readonly RowKey[]): Promise<void> {
    for (const row of await rows.read(keys)) {
      const committed = rowOf(row.view)?.decode(row.acc) ?? [];
      young.add(row, { committed });
    }
  }

  function absent(key: RowKey): CachedRow {
    const row = { committed: undefined };
    young.add(key, row);
    return row;
  }

  return {
    async load(keys) {
      const loaded = keys.map(cached);
      const missing = keys.filter((_, i) => loaded[i] === undefined);
      if (missing.length > 0) await read(missing);
      const all = loaded.map((row, i) => {
        const key = keys[i] as RowKey;
        return row ?? young.get(key) ?? absent(key);
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

interface Generation {
  get(row: RowKey): CachedRow | undefined;
  /** Adds a row that is not there yet. */
  add(key: RowKey, row: CachedRow): void;
  size(): number;
}

function generation(): Generation {
  const index = windowIndex<CachedRow>();
  let size = 0;

  return {
    get: (key) => index.of(key).get(nameIn(key)),
    add(key, row) {
      index.of(key).set(nameIn(key), row);
      size++;
    },
    size: () => size,
  };
}
