import { describe, expect, test } from '@jest/globals';
import type { StateStore } from '../../../lib/ports/state-store.ts';
import {
  type EntryKey,
  entryCache,
  MAX_CACHED_CHARACTERS,
  MAX_CACHED_KEYS,
} from '../../../lib/runtime/keyed/entry-cache.ts';

const task = { pipeline: 'p', lane: 's', shard: 'bucket-0000' };
const keyOf = (key: string, about: Partial<EntryKey> = {}): EntryKey => ({
  ...{ owner: 'view', key, steps: [], isStateful: true },
  ...about,
});

/** A cache over a store that holds some keys, and what was read of it. */
function world(stored: readonly string[] = []) {
  const reads: string[][] = [];
  const states = {
    async read(_: unknown, keys: readonly { owner: string; key: string }[]) {
      reads.push(keys.map(({ owner, key }) => `${owner}/${key}`));
      return keys
        .filter(({ owner, key }) => stored.includes(`${owner}/${key}`))
        .map(({ owner, key }) => ({ owner, key, state: { v: 1, order: 7, steps: [] } }));
    },
  } as unknown as StateStore;
  return { reads, cache: entryCache(states, task) };
}

describe('the keys that a task has used', () => {
  test('are read once, all in one call, and are new where there is nothing', async () => {
    const { cache, reads } = world(['view/a', 'other/a']);

    await cache.load([keyOf('a'), keyOf('b'), keyOf('a'), keyOf('a', { owner: 'other' })]);
    await cache.load([keyOf('b'), keyOf('a')]);

    expect(reads).toEqual([['view/a', 'view/b', 'other/a']]);
    expect(cache.get('view', 'a')).toMatchObject({
      owner: 'view',
      key: 'a',
      order: 7,
    });
    expect(cache.get('view', 'b')).toMatchObject({ key: 'b', order: 0, isStored: false });
    expect(cache.get('other', 'a')).toMatchObject({ owner: 'other', order: 7 });
    expect(cache.get('other', 'b')).toBeUndefined();
  });

  test('are not asked for where nothing is ever stored', async () => {
    const { cache, reads } = world(['view/a']);

    await cache.load([keyOf('a', { isStateful: false })]);

    expect(reads).toEqual([]);
    expect(cache.get('view', 'a')).toMatchObject({ isStored: false });
  });

  test('are read again once they are dropped, or all are forgotten', async () => {
    const { cache, reads } = world();
    await cache.load([keyOf('a'), keyOf('b')]);

    cache.drop(cache.get('view', 'a') as NonNullable<ReturnType<typeof cache.get>>);
    await cache.load([keyOf('a'), keyOf('b')]);
    cache.clear();
    await cache.load([keyOf('b')]);

    expect(reads).toEqual([['view/a', 'view/b'], ['view/a'], ['view/b']]);
  });

  test('are forgotten beyond so many, those first that were used longest ago', async () => {
    const { cache } = world();
    const all = Array.from({ length: MAX_CACHED_KEYS + 2 }, (_, i) => keyOf(`${i}`));
    await cache.load(all.slice(0, MAX_CACHED_KEYS));
    cache.trim();
    expect(cache.get('view', '0')).toBeDefined();

    await cache.load([keyOf('0'), ...all.slice(MAX_CACHED_KEYS)]);
    cache.trim();

    expect(['0', '1', '2', '3'].map((key) => cache.get('view', key) !== undefined)).toEqual([
      ...[true, false, false, true],
    ]);
  });

  test('are forgotten beyond so many characters', async () => {
    const { cache } = world();
    await cache.load(['a', 'b', 'c'].map((key) => keyOf(key)));
    const sized = (key: string, size: number) =>
      Object.assign(cache.get('view', key) as object, { size });
    sized('a', 1);
    sized('b', MAX_CACHED_CHARACTERS / 2);
    sized('c', MAX_CACHED_CHARACTERS / 2);

    cache.trim();
    expect(['a', 'b', 'c'].map((key) => cache.get('view', key) !== undefined)).toEqual([
      ...[false, true, true],
    ]);
    cache.trim();
    expect(cache.get('view', 'b')).toBeDefined();
  });
});
