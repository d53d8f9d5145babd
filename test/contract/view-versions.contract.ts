import { describe, expect, test } from '@jest/globals';
import type { ViewVersions } from '../../lib/ports/view-versions.ts';

/** What every store of active versions must do. An adapter's test is this call. */
export function viewVersionsContract(name: string, create: () => Promise<ViewVersions>): void {
  const first = { view: 'sales', from: undefined, to: 2, at: 1_000 };

  describe(`${name} keeps the ViewVersions contract`, () => {
    test('has nothing of a view that was never switched', async () => {
      const versions = await create();

      expect(await versions.active('sales')).toBeUndefined();
    });

    test('gives the last switch, with what was active before it', async () => {
      const versions = await create();
      expect(await versions.switchTo(first)).toBe(true);
      expect(await versions.switchTo({ view: 'sales', from: 2, to: 1, at: 2_000 })).toBe(true);

      expect(await versions.active('sales')).toEqual({ version: 1, before: 2, since: 2_000 });
    });

    test('leaves other views alone, those with a longer name among them', async () => {
      const versions = await create();
      await versions.switchTo(first);

      expect(await versions.active('sales_by_day')).toBeUndefined();
    });

    test('refuses to switch from a version that is not active', async () => {
      const versions = await create();
      await versions.switchTo(first);

      expect(await versions.switchTo(first)).toBe(false);
      expect(await versions.switchTo({ view: 'sales', from: 1, to: 3, at: 2_000 })).toBe(false);
      expect(await versions.active('sales')).toEqual({ version: 2, before: null, since: 1_000 });
    });

    test('lets exactly one of several win that switch at once', async () => {
      const versions = await create();

      const wins = await Promise.all(
        [2, 3, 4].map((to) => versions.switchTo({ view: 'sales', from: undefined, to, at: to })),
      );

      expect(wins.filter(Boolean)).toHaveLength(1);
    });
  });
}
