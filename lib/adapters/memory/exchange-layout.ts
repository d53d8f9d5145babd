import { type ExchangeLayout, FIRST_LAYOUT, type Layout } from '../../ports/exchange-layout.ts';

/** The layout of an exchange in memory. */
export function memoryExchangeLayout(first: Layout = FIRST_LAYOUT): ExchangeLayout {
  let stored = first;
  return {
    read: async () => stored,
    async write(layout) {
      if (layout.version !== stored.version + 1) return false;
      stored = layout;
      return true;
    },
  };
}
