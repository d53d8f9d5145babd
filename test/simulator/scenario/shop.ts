import { count, sum } from '../../../lib/core/aggregators/authoring.ts';
import { decimal, instant, optional, string } from '../../../lib/core/field-type.ts';
import { schema } from '../../../lib/core/schema/schema.ts';
import { sliding, tumbling } from '../../../lib/core/window.ts';
import { pipeline } from '../../../lib/pipeline/pipeline.ts';
import { COUNTRIES, EVERYWHERE, POISON } from './payloads.ts';

const Sale = schema({
  id: string(),
  customer: string(),
  country: optional(string()),
  at: instant(),
  amount: decimal(2),
});

const Placed = schema({ country: string(), at: instant(), amount: decimal(2) });

/** How the stream of the simulated shop is read; the oracle has the same numbers. */
export const TIMING = {
  maxOutOfOrderness: 3_000,
  maxClockSkew: 300_000,
  idleAfter: 20_000,
  dedupeWithin: 40_000,
} as const;

/** How much of the shop is deployed: one view, the tumbling ones, or all. */
export type Extent = 'young' | 'half' | 'whole';

/** Two views where the rows are, two behind the exchange; tumbling, sliding, with lateness. */
const shopOf = (extent: Extent) =>
  pipeline('shop', (p) => {
    const sales = p.stream('sales', Sale, { key: 'customer', time: 'at', id: 'id', ...TIMING });
    sales
      .groupBy('customer')
      .window(tumbling('10s'))
      .aggregate({ orders: count(), spent: sum('amount') })
      .view('by_customer');
    if (extent === 'young') return;

    const byCountry = sales.flatMap(Placed, placed).groupBy('country');
    byCountry
      .window(tumbling('10s'), { allowedLateness: '5s' })
      .aggregate({ orders: count(), revenue: sum('amount') })
      .view('by_country');
    if (extent === 'half') return;

    sales
      .groupBy('customer')
      .window(sliding('10s', '5s'), { allowedLateness: '4s' })
      .aggregate({ orders: count() })
      .view('recent_by_customer');
    byCountry
      .window(sliding('20s', '10s'))
      .aggregate({ revenue: sum('amount') })
      .view('recent_by_country');
  });

interface Located {
  readonly country?: string | undefined;
  readonly at: number;
  readonly amount: number;
}

/** One event may be of no country, of one, or of all there are. */
function placed({ country, at, amount }: Located) {
  if (country === undefined) return [];
  if (country === POISON) throw new Error('no such place');
  const all = country === EVERYWHERE ? COUNTRIES : [country];
  return all.map((each) => ({ country: each, at, amount }));
}

/** The shop as it grows; what it keeps means the same at every extent. */
export const shops = { young: shopOf('young'), half: shopOf('half'), whole: shopOf('whole') };

/** Views of each extent. */
export const VIEWS_OF: Readonly<Record<Extent, readonly string[]>> = {
  young: ['by_customer'],
  half: ['by_customer', 'by_country'],
  whole: ['by_customer', 'by_country', 'recent_by_customer', 'recent_by_country'],
};
