import { describe, expect, test } from '@jest/globals';
import type { RowLayout } from '../../lib/adapters/dynamodb/row-item.ts';
import { healedFence, type RowHealer } from '../../lib/ports/row-healer.ts';
import type { RowStore } from '../../lib/ports/row-store.ts';
import { fenceOf } from '../../lib/ports/task.ts';
import { HOUR, LAYOUTS, sale } from '../support/sample-rows.ts';

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

    test('L22: keeps every writer of the speed layer from writing over what was healed', async () => {
      const { healer, store } = await create(LAYOUTS);
      await healer.heal({ row: right, run: 'r1', expected: undefined });

      await store.write([wrong], fenceOf(999_999_999_999, 999_999_999_999));

      expect(await healer.readLive([key])).toMatchObject([{ acc: right.acc, run: 'r1' }]);
    });
  });
}
