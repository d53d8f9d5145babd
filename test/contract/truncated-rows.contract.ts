import { describe, expect, test } from '@jest/globals';
import { MAX_SHOWN_BYTES } from '../../lib/adapters/dynamodb/cut-shown.ts';
import { noise } from '../support/aws/noise.ts';
import { COLUMNS, EVER, LAYOUTS, texts } from '../support/rows/sample-rows.ts';
import type { CreateRows } from './row-reader.contract.ts';

/** How every reader shows rows that are larger than what a row shows. */
export function truncatedRowsContract(name: string, create: CreateRows): void {
  const rows = () => create(LAYOUTS, COLUMNS);

  describe(`${name} keeps the RowReader contract for large rows`, () => {
    test('shows the beginning of what is too large for a row, and says of which columns', async () => {
      const { reader, store } = await rows();
      const names = ['a😀', 'b', 'c'].map((each, i) => each.repeat(60_000) + noise(100_000, i));
      const large = texts('a', names);
      await store.write([large, texts('b', ['x', 'y'])], '1');
      const options = { withAccumulators: true };

      const ofKey = await reader.rowsOfKey(large, EVER, options);
      const [ofWindow, small] = await reader.rowsOfWindow(large, options);

      const share = Math.floor(MAX_SHOWN_BYTES / 5);
      for (const row of [ofKey[0], ofWindow]) {
        expect(row?.truncated).toEqual(['one', 'other', 'top']);
        expect(row?.values).toMatchObject({ name: 'a', lines: 3 });
        const { one, other, top } = (row?.values ?? {}) as Record<string, string>;
        expect(names[0]?.startsWith(one as string)).toBe(true);
        expect(names[2]?.startsWith(other as string)).toBe(true);
        expect(Buffer.byteLength(one as string)).toBeGreaterThan(share - 10);
        expect(Buffer.byteLength(other as string)).toBe(share - 'other'.length);
        expect(JSON.stringify(top).length).toBeLessThan(share);
        expect(row?.acc).toEqual(large.acc);
      }
      expect(small).toMatchObject({ truncated: [], values: { one: 'x', other: 'y' } });
    });
  });
}
