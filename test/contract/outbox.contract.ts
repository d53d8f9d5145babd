import { describe, expect, test } from '@jest/globals';
import type { LateEvent } from '../../lib/ports/effects.ts';
import type { LateEvents, SeenIdStore } from '../../lib/ports/outbox.ts';
import { fenceOf } from '../../lib/ports/task.ts';

const task = (shard: string) => ({ pipeline: 'shop', lane: 'sales.speed', shard });
const late = (sequence: string): LateEvent => ({
  view: 'by_customer',
  sequence,
  sub: 0,
  eventTime: -1,
  watermark: 9,
});

/** @param create - An empty store and a way to see all that it holds. */
export function lateEventsContract(
  name: string,
  create: () => Promise<{ store: LateEvents; all(): Promise<readonly LateEvent[]> }>,
): void {
  describe(`${name} keeps the LateEvents contract`, () => {
    test('keeps events once, however often their epoch is put', async () => {
      const { store, all } = await create();
      await store.put(task('a'), fenceOf(1, 1), [late('1'), late('2')]);
      await store.put(task('a'), fenceOf(1, 2), [late('3')]);

      await store.put(task('a'), fenceOf(1, 1), [late('1'), late('2')]);

      const sequences = (await all()).map(({ sequence }) => sequence).sort();
      expect(sequences).toEqual(['1', '2', '3']);
      expect(await all()).toContainEqual(late('3'));
    });
  });
}

/** @param create - An empty store. */
export function seenIdsContract(name: string, create: () => Promise<SeenIdStore>): void {
  describe(`${name} keeps the SeenIdStore contract`, () => {
    test('gives the ids of the tasks that are named, and of no other', async () => {
      const store = await create();
      await store.put(task('a'), fenceOf(1, 1), [['x', 5]]);
      await store.put(task('parent'), fenceOf(1, 9), [['y', 6]]);
      await store.put(task('b'), fenceOf(1, 1), [['z', 7]]);

      const ids = await store.load([task('a'), task('parent')], Number.NEGATIVE_INFINITY);

      expect([...ids].sort()).toEqual([
        ['x', 5],
        ['y', 6],
      ]);
    });

    test('gives every id within the horizon, of an epoch that has older ones too', async () => {
      const store = await create();
      await store.put(task('a'), fenceOf(1, 1), [
        ['old', 5],
        ['young', 10],
      ]);

      const ids = await store.load([task('a')], 10);

      expect(ids).toContainEqual(['young', 10]);
    });

    test('keeps thousands of ids of an epoch, put twice, once', async () => {
      const store = await create();
      const many = Array.from({ length: 9_001 }, (_, i) => [`event-${i}`, i] as const);
      await store.put(task('a'), fenceOf(1, 1), many);
      await store.put(task('a'), fenceOf(1, 1), many);

      const ids = await store.load([task('a')], Number.NEGATIVE_INFINITY);

      expect(new Set(ids.map(([id]) => id)).size).toBe(9_001);
      expect(ids).toHaveLength(9_001);
    });
  });
}
