import { describe, expect, test } from '@jest/globals';
import type { CoverageStore } from '../../lib/ports/coverage-store.ts';

/** What every store of coverage must do. An adapter's test is this call. */
export function coverageStoreContract(name: string, create: () => Promise<CoverageStore>): void {
  const range = { from: -1, to: 3_600_000, run: 'r1' };
  const claim = { run: 'r2', from: 0, to: 5, until: 99_000 };

  describe(`${name} keeps the CoverageStore contract`, () => {
    test('has nothing of a view that nobody has covered, at version 0', async () => {
      const store = await create();

      expect(await store.read('sums')).toEqual({ ranges: [], claims: [], version: 0 });
    });

    test('gives what was written last, and counts changes', async () => {
      const store = await create();

      expect(await store.replace('sums', { ranges: [], claims: [claim] }, 0)).toBe(true);
      expect(await store.replace('sums', { ranges: [range], claims: [] }, 1)).toBe(true);

      expect(await store.read('sums')).toEqual({ ranges: [range], claims: [], version: 2 });
      expect(await store.read('sums_by_day')).toMatchObject({ version: 0 });
    });

    test('changes nothing for somebody who has not seen the last change', async () => {
      const store = await create();
      await store.replace('sums', { ranges: [range], claims: [claim] }, 0);

      expect(await store.replace('sums', { ranges: [], claims: [] }, 0)).toBe(false);
      expect(await store.replace('sums', { ranges: [], claims: [] }, 2)).toBe(false);
      expect(await store.read('sums')).toEqual({ ranges: [range], claims: [claim], version: 1 });
    });
  });
}
