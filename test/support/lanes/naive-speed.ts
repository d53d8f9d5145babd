/** A record as the oracle sees it: what was meant, not how it was encoded. */
export interface Sold {
  readonly shard: string;
  readonly customer: string;
  readonly country: string | undefined;
  readonly at: number;
  readonly cents: number;
}

/** What a row shows, in the order of the view's aggregates. */
type Shown = (cents: readonly number[]) => readonly number[];

const total = (cents: readonly number[]): number => cents.reduce((sum, each) => sum + each, 0);

interface NaiveView {
  readonly shows: Shown;
  readonly name: string;
  readonly by: 'customer' | 'country';
  readonly size: number;
  readonly slide: number;
  readonly lateness: number;
}

export const VIEWS: readonly NaiveView[] = [
  {
    name: 'by_customer',
    shows: (c) => [c.length, total(c)],
    by: 'customer',
    size: 10_000,
    slide: 10_000,
    lateness: 0,
  },
  {
    name: 'recent_by_customer',
    shows: (c) => [c.length],
    by: 'customer',
    size: 10_000,
    slide: 5_000,
    lateness: 4_000,
  },
  {
    name: 'by_country',
    shows: (c) => [c.length, total(c)],
    by: 'country',
    size: 10_000,
    slide: 10_000,
    lateness: 5_000,
  },
  {
    name: 'recent_by_country',
    shows: (c) => [total(c)],
    by: 'country',
    size: 20_000,
    slide: 10_000,
    lateness: 0,
  },
];

/**
 * Rows as `view key start: what it shows`, and late events as `view key at`, followed by the start of the
 * last closed window where a later one has taken them; both sorted.
 */
export interface NaiveResult {
  readonly rows: readonly string[];
  readonly late: readonly string[];
}

/**
 * What `shop` must give for records that are read shard by shard: every event is judged against the
 * newest event before it on its own shard, and every window is summed from scratch.
 */
export function naiveSpeed(sold: readonly Sold[], outOfOrderness: number): NaiveResult {
  const late: string[] = [];
  const members: { row: string; shows: Shown; cents: number }[] = [];
  for (const [i, sale] of sold.entries()) {
    const before = sold.slice(0, i).filter(({ shard }) => shard === sale.shard);
    const watermark = Math.max(-Infinity, ...before.map(({ at }) => at - outOfOrderness));
    for (const { name, shows, by, size, slide, lateness } of VIEWS) {
      const key = sale[by];
      if (key === undefined) continue;
      const starts: number[] = [];
      for (let start = -100_000; start < 200_000; start += slide) {
        if (start <= sale.at && sale.at < start + size) starts.push(start);
      }
      const live = starts.filter((start) => start + size + lateness > watermark);
      const closed = starts.filter((start) => !live.includes(start));
      if (live.length === 0) late.push(`${name} ${key} ${sale.at}`);
      else if (closed.length > 0) late.push(`${name} ${key} ${sale.at} ${Math.max(...closed)}`);
      for (const start of live) {
        members.push({ row: `${name} ${key} ${start}`, shows, cents: sale.cents });
      }
    }
  }
  const rows = [...Map.groupBy(members, ({ row }) => row)].map(([row, mine]) => {
    const shown = mine[0]?.shows(mine.map(({ cents }) => cents)) ?? [];
    return `${row}: ${shown.join(' ')}`;
  });
  return { rows: rows.sort(), late: late.sort() };
}
