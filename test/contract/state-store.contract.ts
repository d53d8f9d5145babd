import { describe, expect, test } from '@jest/globals';
import type { StateImage, StateStore, TimerImage } from '../../lib/ports/state-store.ts';
import { fenceOf } from '../../lib/ports/task.ts';
import { noise } from '../support/aws/noise.ts';

const bucket = (shard = 'bucket-0000', pipeline = 'shop') => ({
  pipeline,
  lane: 'exchange',
  shard,
});

const state = (about: Partial<StateImage> = {}): StateImage => ({
  owner: 'visits',
  key: 'ada',
  state: { v: 1, sessions: [[0, 10, 'ümläut', null]] },
  isEmpty: false,
  ...about,
});

const timer = (due: number, about: Partial<TimerImage> = {}): TimerImage => ({
  step: 'visits',
  due,
  key: 'ada',
  isSet: true,
  ...about,
});

const keyOf = ({ owner, key }: StateImage) => ({ owner, key });
const ALL = { step: 'visits', until: Number.MAX_SAFE_INTEGER, limit: 1_000 };

/** @param create - An empty store. */
export function stateStoreContract(name: string, create: () => Promise<StateStore>): void {
  const dues = async (store: StateStore, about: Partial<typeof ALL> = {}, task = bucket()) =>
    (await store.due(task, { ...ALL, ...about })).timers.map(({ due, key }) => `${due} ${key}`);

  describe(`${name} keeps the StateStore contract`, () => {
    test('leaves out states that were never written', async () => {
      const store = await create();
      await store.write(bucket(), { states: [state()], timers: [] }, fenceOf(1, 1));

      const found = await store.read(bucket(), [keyOf(state()), { owner: 'visits', key: 'bob' }]);

      expect(found).toMatchObject([{ owner: 'visits', key: 'ada', state: state().state }]);
    });

    test('keeps pipelines, owners and keys apart', async () => {
      const store = await create();
      const states = [
        state(),
        state({ key: 'a#d|a' }),
        state({ owner: 'visits~1', state: 'of a step' }),
        state({ owner: 'visits', key: '~1' }),
      ];
      await store.write(bucket(), { states, timers: [] }, fenceOf(1, 1));

      const found = await store.read(bucket(), states.map(keyOf));

      expect(found).toHaveLength(4);
      expect(found.find(({ owner }) => owner === 'visits~1')?.state).toBe('of a step');
      await expect(store.read(bucket('bucket-0000', 'other'), states.map(keyOf))).resolves.toEqual(
        [],
      );
    });

    test('gives large states back to the last character', async () => {
      const store = await create();
      const large = Array.from({ length: 20_000 }, (_, i) => [i, `event ${i * 7_919}`]);
      await store.write(bucket(), { states: [state({ state: large })], timers: [] }, fenceOf(1, 1));

      const [found] = await store.read(bucket(), [keyOf(state())]);

      expect(found?.state).toEqual(large);
    });

    test('gives states of any size back, whatever they become', async () => {
      const store = await create();
      const long = 'é'.repeat(512);
      const become = [noise(500_000), noise(2_000_000, 2), 'small', noise(600_000, 3), 'x'];

      for (const [i, value] of become.entries()) {
        const states = [state({ state: value }), state({ key: long, state: [value] })];
        await store.write(bucket(), { states, timers: [] }, fenceOf(1, i + 1));
        const old = [state({ state: noise(450_000, 7) })];
        await store.write(bucket(), { states: old, timers: [] }, fenceOf(1, i));

        const found = await store.read(bucket(), states.map(keyOf));
        expect(new Map(found.map((one) => [one.key, one.state]))).toEqual(
          new Map<string, unknown>([
            ['ada', value],
            [long, [value]],
          ]),
        );
      }
    });

    test('takes timers of keys as long as keys may be, and tells them apart', async () => {
      const store = await create();
      const keys = ['a', 'b'].map((last) => `${'é'.repeat(511)}x${last}`);
      const step = `${'v'.repeat(48)}@99~12`;
      const timers = keys.map((key) => timer(1e15, { key, step }));

      await store.write(bucket(), { states: [], timers }, fenceOf(1, 1));

      const { timers: due } = await store.due(bucket(), { ...ALL, step });
      expect(due.map(({ key }) => key).sort()).toEqual(keys);
    });

    test.each([
      ['the same epoch again', fenceOf(3, 5)],
      ['an older epoch', fenceOf(3, 4)],
      ['an older generation', fenceOf(2, 900)],
    ])('leaves a state alone when %s comes, even if it was emptied', async (_, fence) => {
      const store = await create();
      const empty = state({ state: null, isEmpty: true });
      await store.write(bucket(), { states: [empty], timers: [] }, fenceOf(3, 5));

      await store.write(bucket(), { states: [state({ state: 'zombie' })], timers: [] }, fence);

      const found = await store.read(bucket(), [keyOf(state())]);
      expect(found.map((one) => one.state)).not.toContain('zombie');
    });

    test('lets a newer epoch replace a state', async () => {
      const store = await create();
      await store.write(bucket(), { states: [state()], timers: [] }, fenceOf(1, 9));
      await store.write(bucket(), { states: [state({ state: 2 })], timers: [] }, fenceOf(1, 10));

      await expect(store.read(bucket(), [keyOf(state())])).resolves.toMatchObject([{ state: 2 }]);
    });

    test('gives timers by time, before 1970 and after, as far as they are due', async () => {
      const store = await create();
      const timers = [100, -5, 99, 1_700_000_000_000, 0, -1_000].map((due) => timer(due));
      await store.write(bucket(), { states: [], timers }, fenceOf(1, 1));

      await expect(dues(store, { until: 99 })).resolves.toEqual([
        '-1000 ada',
        '-5 ada',
        '0 ada',
        '99 ada',
      ]);
      await expect(store.due(bucket(), { ...ALL, until: 99 })).resolves.toMatchObject({
        next: 100,
      });
      await expect(store.due(bucket(), ALL)).resolves.toMatchObject({ next: null });
    });

    test('gives no more timers than are asked for, and says when the next is due', async () => {
      const store = await create();
      const timers = [1, 2, 2, 3].map((due, i) => timer(due, { key: `k${i}` }));
      await store.write(bucket(), { states: [], timers }, fenceOf(1, 1));

      const found = await store.due(bucket(), { ...ALL, limit: 2 });

      expect(found.timers.map(({ due }) => due)).toEqual([1, 2]);
      expect(found.next).toBe(2);
    });

    test('keeps timers of tasks and of steps apart', async () => {
      const store = await create();
      const timers = [timer(1), timer(2, { step: 'visits~1' }), timer(3, { step: 'visits2' })];
      await store.write(bucket(), { states: [], timers }, fenceOf(1, 1));

      await expect(dues(store)).resolves.toEqual(['1 ada']);
      await expect(dues(store, { step: 'visits~1' })).resolves.toEqual(['2 ada']);
      await expect(dues(store, {}, bucket('bucket-0001'))).resolves.toEqual([]);
    });

    test('removes a timer, and never one that a newer epoch has set again', async () => {
      const store = await create();
      const gone = [timer(7, { isSet: false })];
      await store.write(bucket(), { states: [], timers: [timer(7)] }, fenceOf(1, 1));
      await store.write(bucket(), { states: [], timers: gone }, fenceOf(1, 2));
      const between = await dues(store);
      await store.write(bucket(), { states: [], timers: [timer(7)] }, fenceOf(1, 3));

      await store.write(bucket(), { states: [], timers: gone }, fenceOf(1, 2));

      expect(between).toEqual([]);
      await expect(dues(store)).resolves.toEqual(['7 ada']);
    });

    test('takes and finds more than any service does in a call', async () => {
      const store = await create();
      const keys = Array.from({ length: 1_100 }, (_, i) => `key-${i} ${'x'.repeat(900)}`);
      const states = keys.map((key) => state({ key, state: key.length }));
      const timers = keys.map((key, i) => timer(i % 7, { key }));
      await store.write(bucket(), { states, timers }, fenceOf(1, 1));

      const found = await store.read(bucket(), states.map(keyOf));
      const due = await store.due(bucket(), { ...ALL, limit: 5_000 });

      expect(new Set(found.map(({ key }) => key)).size).toBe(1_100);
      expect(due.timers).toHaveLength(1_100);
      expect(due.timers.map((one) => one.due)).toEqual(due.timers.map((one) => one.due).sort());
      expect(due.next).toBeNull();
    });
  });
}
