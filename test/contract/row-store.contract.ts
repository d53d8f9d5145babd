import { describe, expect, test } from '@jest/globals';
import { END_OF_TIME } from '../../lib/core/time.ts';
import type { RowImage } from '../../lib/ports/effects.ts';
import type { RowStore } from '../../lib/ports/row-store.ts';
import { fenceOf } from '../../lib/ports/task.ts';
import { noise } from '../support/aws/noise.ts';

/** A store, and what its readers see of watermarks: `undefined` for a task that is expected. */
export interface RowStoreUnderTest {
  readonly store: RowStore;
  watermarks(view: string): Promise<ReadonlyMap<string, number | undefined>>;
}

const row = (about: Partial<RowImage> = {}): RowImage => ({
  view: 'by_customer',
  key: 'ada',
  start: 0,
  end: 10_000,
  acc: [1, 250],
  updatedAt: 7,
  ...about,
});
/** A row of a view that the store does not know, so that it may hold anything. */
const any = (about: Partial<RowImage> = {}): RowImage => row({ view: 'of_tomorrow', ...about });
const keyOf = ({ view, key, start }: RowImage) => ({ view, key, start });

/**
 * What every row store must do, with the views of the sample shop.
 *
 * @param create - An empty store.
 */
export function rowStoreContract(name: string, create: () => Promise<RowStoreUnderTest>): void {
  describe(`${name} keeps the RowStore contract`, () => {
    test('leaves out rows that do not exist', async () => {
      const { store } = await create();
      await store.write([row()], fenceOf(1, 1));

      const found = await store.read([keyOf(row()), keyOf(row({ key: 'bob' }))]);

      expect(found).toMatchObject([{ ...keyOf(row()), acc: [1, 250] }]);
    });

    test('keeps views, keys and windows apart', async () => {
      const { store } = await create();
      const rows = [
        row(),
        row({ key: 'a|d#a' }),
        row({ start: -10_000, end: 0 }),
        row({ view: 'recent_by_customer', acc: [9] }),
      ];
      await store.write(rows, fenceOf(1, 1));

      const found = await store.read(rows.map(keyOf));

      expect(found).toHaveLength(4);
      expect(found.find(({ view }) => view === 'recent_by_customer')?.acc).toEqual([9]);
    });

    test('keeps the parts of a pane apart, and each from the pane', async () => {
      const { store } = await create();
      const parts = [{}, { since: -5_000 }, { since: -10_000 }].map((part, i) =>
        any({ ...part, acc: [i] }),
      );
      await store.write(parts, fenceOf(1, 1));

      const found = await store.read([...parts, any({ since: 0 })]);

      expect(found).toHaveLength(3);
      for (const [i, { since }] of parts.entries()) {
        expect(found.find((each) => each.since === since)?.acc).toEqual([i]);
      }
    });

    test('loses nothing of a view that it does not know: its head was written by other code', async () => {
      const { store } = await create();
      await store.write([row({ view: 'of_tomorrow', acc: [3, 'x'] })], fenceOf(1, 1));

      const found = await store.read([keyOf(row({ view: 'of_tomorrow' }))]);

      expect(found.map(({ acc }) => acc)).toEqual([[3, 'x']]);
    });

    test('reads more rows at once than any service takes in a call', async () => {
      const { store } = await create();
      const rows = Array.from({ length: 230 }, (_, i) => row({ key: `k${i}`, acc: [i, i] }));
      await store.write(rows, fenceOf(1, 1));

      const found = await store.read(rows.map(keyOf));

      expect(new Map(found.map(({ key, acc }) => [key, acc[0]]))).toEqual(
        new Map(rows.map(({ key, acc }) => [key, acc[0]])),
      );
    });

    test.each([
      ['the same epoch again', fenceOf(3, 5)],
      ['an older epoch', fenceOf(3, 4)],
      ['an older generation with a larger epoch', fenceOf(2, 900)],
    ])('leaves a row alone when %s comes', async (_, fence) => {
      const { store } = await create();
      await store.write([row({ acc: [5, 5] })], fenceOf(3, 5));

      await store.write([row({ acc: [4, 4] })], fence);

      await expect(store.read([keyOf(row())])).resolves.toMatchObject([{ acc: [5, 5] }]);
    });

    test('lets a newer epoch, and a newer generation, replace a row', async () => {
      const { store } = await create();
      await store.write([row()], fenceOf(9, 9));
      await store.write([row({ acc: [2, 2] })], fenceOf(9, 10));
      await store.write([row({ acc: [3, 3] })], fenceOf(10, 1));

      await expect(store.read([keyOf(row())])).resolves.toMatchObject([{ acc: [3, 3] }]);
    });

    test.each([
      ['around what stands in a row as text', [65_000, 65_500, 65_530, 65_536, 65_540, 66_000]],
      ['around what one item of a service holds', [400_000, 409_000, 409_600, 410_000, 545_000]],
      ['far beyond that', [1_000_000, 4_000_000]],
    ])('gives rows of any size back, to the last character: %s', async (_, lengths) => {
      const { store } = await create();
      const rows = lengths.flatMap((length) => [
        any({ key: `noise ${length}`, acc: [length, noise(length, length)] }),
        any({ key: `words ${length}`, acc: [length, 'é😀'.repeat(length / 6)] }),
      ]);
      await store.write(rows, fenceOf(1, 1));

      const found = await store.read(rows.map(keyOf));

      expect(new Map(found.map(({ key, acc }) => [key, acc]))).toEqual(
        new Map(rows.map(({ key, acc }) => [key, acc])),
      );
    });

    test('lets a row become large, other, small and large again', async () => {
      const { store } = await create();
      const states = [1, noise(900_000), noise(900_000, 2), 2, noise(500_000, 3)];

      for (const [i, state] of states.entries()) {
        await store.write([any({ acc: [i, state] })], fenceOf(1, i + 1));
        await store.write([any({ acc: [i, noise(700_000, 9)] })], fenceOf(1, i));

        await expect(store.read([keyOf(any())])).resolves.toMatchObject([{ acc: [i, state] }]);
      }
    });

    test('takes keys as long as keys may be, with large rows under them', async () => {
      const { store } = await create();
      const long = 'é'.repeat(512);
      const rows = [
        any({ key: long, acc: [1, noise(500_000)] }),
        any({ key: long, start: -10_000, pane: 'x'.repeat(2_000), acc: [2, noise(500_000, 2)] }),
      ];

      await store.write(rows, fenceOf(999_999_999_999, 999_999_999_999));

      await expect(store.read([keyOf(any({ key: long }))])).resolves.toMatchObject([
        { acc: [1, noise(500_000)] },
      ]);
    });

    test('never lowers the watermark of a task, and keeps one for each', async () => {
      const { store, watermarks } = await create();
      await store.publishWatermark('by_customer', 'a', 50);
      await store.publishWatermark('by_customer', 'a', 40);
      await store.publishWatermark('by_customer', 'b', -7);

      await expect(watermarks('by_customer')).resolves.toEqual(
        new Map([
          ['a', 50],
          ['b', -7],
        ]),
      );
    });

    test('expects tasks without taking anything from those that have spoken', async () => {
      const { store, watermarks } = await create();
      await store.publishWatermark('by_customer', 'a', 50);

      await store.expectTasks('by_customer', ['a', 'b']);

      await expect(watermarks('by_customer')).resolves.toEqual(
        new Map([
          ['a', 50],
          ['b', undefined],
        ]),
      );
    });

    test('names no task any more, if it is told so, once another is named', async () => {
      const { store, watermarks } = await create();
      await store.publishWatermark('by_customer', 'a', 50);
      await store.expectTasks('by_customer', ['a', 'b'], '@');
      await store.publishWatermark('by_customer', '@', 60);

      await store.expectTasks('by_customer', ['c'], '@');

      await expect(watermarks('by_customer')).resolves.toEqual(
        new Map<string, number | undefined>([
          ['a', 50],
          ['b', undefined],
          ['@', 60],
        ]),
      );
    });

    test('retires a task for ever, whatever a zombie publishes', async () => {
      const { store, watermarks } = await create();
      await store.publishWatermark('by_customer', 'a', 50);
      await store.publishWatermark('by_customer', 'a', END_OF_TIME);

      await store.publishWatermark('by_customer', 'a', 60);
      await store.expectTasks('by_customer', ['a']);

      expect((await watermarks('by_customer')).get('a')).toBeGreaterThan(8e15);
    });
  });
}
