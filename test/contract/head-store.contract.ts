import { describe, expect, test } from '@jest/globals';
import { MAX_HEAD_CHARACTERS } from '../../lib/adapters/dynamodb/head-codec.ts';
import { type Effects, NO_EFFECTS } from '../../lib/ports/effects.ts';
import type { Head, HeadStore } from '../../lib/ports/head-store.ts';
import { noise } from '../support/aws/noise.ts';

const task = (shard: string) => ({ pipeline: 'shop', lane: 'sales.speed', shard });

const headOf = (epoch: number, effects: Effects = NO_EFFECTS): Head => ({
  gen: 2,
  epoch,
  fingerprints: { orders: '0123456789abcdef' },
  progress: { toSeq: '9'.repeat(56), watermark: -1, nested: [null, 'ümläut 😀', 0.1] },
  effects,
});

/** What every head store must do. An adapter's test is this call and nothing that repeats it. */
export function headStoreContract(name: string, create: () => Promise<HeadStore>): void {
  describe(`${name} keeps the HeadStore contract`, () => {
    test('has nothing for a task that never committed', async () => {
      const store = await create();

      await expect(store.read(task('a'))).resolves.toBeUndefined();
    });

    test('gives back what was committed, to the last bit, and not applied', async () => {
      const store = await create();
      const effects: Effects = {
        rows: [{ view: 'orders', key: 'ada', start: -1, end: 9, acc: [1, '12'], updatedAt: 5 }],
        messages: [],
        late: [{ view: 'orders', sequence: '7', sub: 1, eventTime: 3, watermark: 9 }],
        seen: [['id-1', 4]],
        watermarks: [['orders', 12]],
        records: [
          { view: 'pairs', key: 'ada', time: 3, id: 'a/1', record: ['-0', null], updatedAt: 5 },
        ],
        states: [{ owner: 'visits', key: 'ada', state: [1, 'ü'], isEmpty: false }],
        timers: [{ step: 'visits', due: -4, key: 'ada', isSet: true }],
      };

      await expect(store.commit(task('a'), headOf(1, effects), undefined)).resolves.toBe(true);

      const expected = { head: headOf(1, effects), applied: 0 };
      await expect(store.read(task('a'))).resolves.toEqual(expected);
    });

    test('refuses a first commit where there is a head, and keeps the earlier one', async () => {
      const store = await create();
      await store.commit(task('a'), headOf(1), undefined);

      await expect(store.commit(task('a'), headOf(9), undefined)).resolves.toBe(false);
      await expect(store.read(task('a'))).resolves.toMatchObject({ head: { epoch: 1 } });
    });

    test('refuses a commit after another epoch than the stored one', async () => {
      const store = await create();
      await store.commit(task('a'), headOf(1), undefined);
      await store.commit(task('a'), headOf(2), 1);

      await expect(store.commit(task('a'), headOf(2), 1)).resolves.toBe(false);
      await expect(store.commit(task('a'), headOf(4), 3)).resolves.toBe(false);
      await expect(store.commit(task('b'), headOf(2), 1)).resolves.toBe(false);
      await expect(store.read(task('b'))).resolves.toBeUndefined();
    });

    test('lets exactly one of two racing commits win', async () => {
      const store = await create();
      await store.commit(task('a'), headOf(1), undefined);

      const wins = await Promise.all([1, 2, 3].map(() => store.commit(task('a'), headOf(2), 1)));

      expect(wins.filter(Boolean)).toHaveLength(1);
    });

    test('never lowers what is applied', async () => {
      const store = await create();
      await store.commit(task('a'), headOf(1), undefined);
      const mark = (epoch: number) => ({ epoch, watermark: Number.NEGATIVE_INFINITY, details: {} });
      await store.markApplied(task('a'), mark(3));

      await store.markApplied(task('a'), mark(2));

      await expect(store.read(task('a'))).resolves.toMatchObject({ applied: 3 });
    });

    test('remembers how much of an epoch is applied until all of it is, and of no other epoch', async () => {
      const store = await create();
      await store.commit(task('a'), headOf(1), undefined);
      await store.markReached(task('a'), 1, { rows: 64, newViews: 1 });

      const partly = await store.read(task('a'));
      await store.markApplied(task('a'), { epoch: 1, watermark: 0, details: {} });
      await store.markReached(task('a'), 1, { rows: 128 });
      const whole = await store.read(task('a'));
      await store.commit(task('a'), headOf(2), 1);
      const next = await store.read(task('a'));

      expect(partly).toEqual({ head: headOf(1), applied: 0, reached: { rows: 64, newViews: 1 } });
      expect(whole).toEqual({ head: headOf(1), applied: 1 });
      expect(next).toEqual({ head: headOf(2), applied: 1 });
    });

    test('does not take what was applied of one epoch for a part of the next', async () => {
      const store = await create();
      await store.commit(task('a'), headOf(1), undefined);
      await store.markReached(task('a'), 1, { rows: 64 });
      await store.commit(task('a'), headOf(2), 1);

      await expect(store.read(task('a'))).resolves.toEqual({ head: headOf(2), applied: 0 });
    });

    test('says which heads it can hold, and how much of it they fill, before it is asked to', async () => {
      const store = await create();
      const text = 'x'.repeat(MAX_HEAD_CHARACTERS);

      expect(store.fill(headOf(1))).toBeLessThan(1);
      expect(store.fill({ ...headOf(1), progress: { text } })).toBeGreaterThan(1);
      const row = { view: 'orders', key: 'ada', start: 0, end: 9, acc: [text], updatedAt: 5 };
      expect(store.fill(headOf(1, { ...NO_EFFECTS, rows: [row] }))).toBeGreaterThan(1);
    });

    test.each([300_000, 500_000, 900_000, 4_000_000])(
      'holds a head of %d bytes that do not compress, and replaces it by any other',
      async (characters) => {
        const store = await create();
        const rowOf = (n: number, seed: number) =>
          ({
            view: 'v',
            key: 'ada',
            start: 0,
            end: 9,
            updatedAt: 5,
            acc: [noise(n, seed)],
          }) as const;
        const head = (epoch: number, n: number) =>
          headOf(epoch, { ...NO_EFFECTS, rows: [rowOf(n, epoch)] });
        const mark = { watermark: 3, details: null };

        const sizes = [10, characters, characters, 10, characters];
        for (const [i, size] of sizes.entries()) {
          const next = head(i + 1, size);
          expect(store.fill(next)).toBeLessThanOrEqual(1);
          await expect(store.commit(task('a'), head(7, 450_000), 99)).resolves.toBe(false);
          await expect(store.commit(task('a'), next, i === 0 ? undefined : i)).resolves.toBe(true);
          await expect(store.read(task('a'))).resolves.toEqual({ head: next, applied: i });
          await store.markApplied(task('a'), { ...mark, epoch: i + 1 });
          const read = await store.read(task('a'));
          expect(read).toMatchObject({ applied: i + 1, head: { progress: next.progress } });
        }
      },
    );
  });
}
