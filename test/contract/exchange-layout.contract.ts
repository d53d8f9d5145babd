import { describe, expect, test } from '@jest/globals';
import { type ExchangeLayout, FIRST_LAYOUT } from '../../lib/ports/exchange-layout.ts';

/** @param create - Layouts of one pipeline that nobody has scaled, as two processes see them. */
export function exchangeLayoutContract(
  name: string,
  create: () => Promise<{ readonly one: ExchangeLayout; readonly other: ExchangeLayout }>,
): void {
  describe(`${name} keeps the ExchangeLayout contract`, () => {
    test('is four ranges until somebody scales', async () => {
      const { one } = await create();

      expect(await one.read()).toEqual(FIRST_LAYOUT);
      expect(2 ** FIRST_LAYOUT.level).toBe(4);
    });

    test('is what was written, to whoever writes it and to others', async () => {
      const { one, other } = await create();

      expect(await one.write({ version: 1, level: 5 })).toBe(true);

      expect(await one.read()).toEqual({ version: 1, level: 5 });
      expect(await other.read()).toEqual({ version: 1, level: 5 });
    });

    test('is changed by one of two who change it, and then by the next version only', async () => {
      const { one, other } = await create();

      expect(await one.write({ version: 1, level: 5 })).toBe(true);
      expect(await other.write({ version: 1, level: 3 })).toBe(false);
      expect(await other.write({ version: 3, level: 3 })).toBe(false);
      expect(await other.write({ version: 2, level: 3 })).toBe(true);

      expect(await other.read()).toEqual({ version: 2, level: 3 });
    });
  });
}
