import { describe, expect, test } from '@jest/globals';
import type { RowLayout } from '../../lib/adapters/dynamodb/row-item.ts';
import { healedFence, type RowHealer } from '../../lib/ports/row-healer.ts';
import type { RowStore } from '../../lib/ports/row-store.ts';
import { fenceOf } from '../../lib/ports/task.ts';
import { noise } from '../support/aws/noise.ts';
import { EVER, HOUR, LAYOUTS, sale, texts } from '../support/rows/sample-rows.ts';

/** A healer, and the store whose rows it heals. */
export interface HealableRows {
  readonly healer: RowHealer;
  readonly store: RowStore;
}

/** What every healer of rows must do. An adapter's test is this call. */
export function rowHealerContract(
  name: string,
  create: (layouts: ReadonlyMap<string, RowLayout>) => Promise<HealableRows>,
): void {
  const key = { view: 'sums', key: 'a', start: HOUR };
  const right = sale('a', HOUR);
  const wrong = { ...right, updatedAt: 1, acc: sale('b', 2 * HOUR).acc.with(0, 7) };
  const fence = fenceOf(1, 2);

  describe(`${name} keeps the RowHealer contract`, () => {
    test('leaves out rows that do not exist, and says who wrote those that do', async () => {
      const { healer, store } = await create(LAYOUTS);
      await store.write([right], fence);

      const live = await healer.readLive([key, { ...key, key: 'b' }]);

      expect(live).toEqual([expect.objectContaining({ ...key, acc: right.acc, fence, run: null })]);
    });

    test('writes a row that is as it was read, and says by which run', async () => {
      const { healer, store } = await create(LAYOUTS);
      await store.write([wrong], fence);

      expect(await healer.heal({ row: right, run: 'r1', expected: fence })).toBe(true);

      const [live] = await healer.readLive([key]);
      expect(live).toMatchObject({ acc: right.acc, fence: healedFence('r1'), run: 'r1' });
    });

    test('writes nothing if the row has changed since, or is there against expectation', async () => {
      const { healer, store } = await create(LAYOUTS);
      await store.write([wrong], fence);

      expect(await healer.heal({ row: right, run: 'r1', expected: fenceOf(1, 1) })).toBe(false);
      expect(await healer.heal({ row: right, run: 'r1', expected: undefined })).toBe(false);

      expect(await healer.readLive([key])).toMatchObject([{ acc: wrong.acc, fence, run: null }]);
    });

    test('creates a row that nobody has written', async () => {
      const { healer } = await create(LAYOUTS);

      expect(await healer.heal({ row: right, run: 'r1', expected: fence })).toBe(false);
      expect(await healer.heal({ row: right, run: 'r1', expected: undefined })).toBe(true);

      expect(await healer.readLive([key])).toMatchObject([{ acc: right.acc, run: 'r1' }]);
    });

    test('gives the rows of one key that start in a range, and none that was merged away', async () => {
      const { healer, store } = await create(LAYOUTS);
      const at = (start: number) => sale('a', start * HOUR);
      await store.write([at(-1), at(0), at(1), at(2), at(3), sale('b', HOUR)], fence);
      const gone = { ...at(2), acc: [], mergedInto: HOUR };
      await healer.heal({ row: gone, run: 'r1', expected: fence });
      await healer.heal({ row: at(1), run: 'r1', expected: fence });

      const live = await healer.readKey(key, { from: 0, to: 3 * HOUR });

      expect(live).toEqual([
        expect.objectContaining({ start: 0, end: HOUR, acc: right.acc, fence, run: null }),
        expect.objectContaining({ start: HOUR, end: 2 * HOUR, run: 'r1' }),
      ]);
    });

    test('heals a pane beside its parts, which stay', async () => {
      const { healer, store } = await create(LAYOUTS);
      await store.write([{ ...wrong, since: 0 }], fence);

      expect(await healer.heal({ row: right, run: 'r1', expected: undefined })).toBe(true);

      const [pane, part] = await healer.readKey(key, EVER);
      expect(pane).toMatchObject({ acc: right.acc, run: 'r1' });
      expect(part).toMatchObject({ since: 0, acc: wrong.acc, run: null });
      expect(await healer.readLive([{ ...key, since: 0 }])).toMatchObject([{ since: 0, fence }]);
    });

    test('puts a row back where one was merged away', async () => {
      const { healer } = await create(LAYOUTS);
      const gone = { ...right, acc: [], mergedInto: 0 };
      await healer.heal({ row: gone, run: 'r1', expected: undefined });

      const [left] = await healer.readLive([key]);
      await healer.heal({ row: right, run: 'r2', expected: left?.fence });

      expect(await healer.readKey(key, { from: HOUR, to: HOUR + 1 })).toMatchObject([
        { acc: right.acc, run: 'r2' },
      ]);
    });

    test('heals rows of any size, in either direction', async () => {
      const { healer, store } = await create(LAYOUTS);
      const large = texts('a', [noise(300_000), noise(300_000, 2)], HOUR);
      const larger = texts('a', [noise(300_000), noise(700_000, 3)], HOUR);
      const small = texts('a', ['x'], HOUR);
      await store.write([large], fence);
      let expected = fence;

      for (const [i, row] of [larger, small, large].entries()) {
        expect(await healer.heal({ row, run: 'lost', expected: 'other' })).toBe(false);
        expect(await healer.heal({ row, run: `r${i}`, expected })).toBe(true);
        expected = healedFence(`r${i}`);

        const live = [{ acc: row.acc, run: `r${i}` }];
        expect(await healer.readLive([{ ...key, view: 'texts' }])).toMatchObject(live);
        expect(await healer.readKey(row, EVER)).toMatchObject(live);
      }
    });

    test('L22: keeps every writer of the speed layer from writing over what was healed', async () => {
      const { healer, store } = await create(LAYOUTS);
      await healer.heal({ row: right, run: 'r1', expected: undefined });

      await store.write([wrong], fenceOf(999_999_999_999, 999_999_999_999));

      expect(await healer.readLive([key])).toMatchObject([{ acc: right.acc, run: 'r1' }]);
    });
  });
}
