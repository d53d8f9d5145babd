import { centsOf, numberOf, type SeenRow, textOf } from './items.ts';

/** Windows that are stored as panes, in milliseconds, and what they show. */
const PANED: Readonly<Record<string, { size: number; slide: number; shows: string }>> = {
  lately_by_customer: { size: 25_000, slide: 5_000, shows: 'orders' },
  lately_by_country: { size: 30_000, slide: 10_000, shows: 'revenue' },
};

export const isPaned = ({ view }: Pick<SeenRow, 'view'>): boolean => view in PANED;

/** What the windows show that panes are part of, as `docs/rows.md` says it: `view key start: value`. */
export function windowsOfPanes(rows: readonly SeenRow[]): string[] {
  const windows = new Map<string, bigint>();
  for (const { view, key, start, item } of rows) {
    const paned = PANED[view];
    if (paned === undefined) continue;
    const { size, slide, shows } = paned;
    const [, since] = textOf(item, 'sk').split('#');
    const from = since === undefined ? -Infinity : Date.parse(since);
    const value = BigInt(shows === 'orders' ? numberOf(item, shows) : centsOf(item, shows));
    for (let window = Math.floor(start / slide) * slide; window > start - size; window -= slide) {
      if (window < from) break;
      const name = `${view} ${key} ${window}`;
      windows.set(name, (windows.get(name) ?? 0n) + value);
    }
  }
  return [...windows].map(([name, value]) => `${name}: ${value}`);
}
