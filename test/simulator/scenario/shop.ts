import {
  count,
  distinct,
  first,
  last,
  max,
  min,
  sum,
  topK,
} from '../../../lib/core/aggregators/authoring.ts';
import type { Decimal } from '../../../lib/core/decimal.ts';
import { where } from '../../../lib/core/expression.ts';
import { decimal, instant, optional, string } from '../../../lib/core/field-type.ts';
import { pattern } from '../../../lib/core/pattern/pattern.ts';
import type { Schema } from '../../../lib/core/schema/schema.ts';
import { schema } from '../../../lib/core/schema/schema.ts';
import { sliding, tumbling } from '../../../lib/core/windows/window.ts';
import { session } from '../../../lib/core/windows/window-kinds.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';
import type { Stream } from '../../../lib/pipeline/definition/stream.ts';
import { COUNTRIES, EVERYWHERE, POISON } from './payloads.ts';

const Sale = schema({
  id: string(),
  customer: string(),
  country: optional(string()),
  at: instant(),
  amount: decimal(2),
  note: optional(string()),
});

const Placed = schema({
  id: string(),
  country: string(),
  at: instant(),
  amount: decimal(2),
  note: optional(string()),
});

type WholeSale = typeof Sale extends Schema<infer E> ? E : never;

type PlacedSale = typeof Placed extends Schema<infer E> ? E : never;

/** How the stream of the simulated shop is read; the oracle has the same numbers. */
export const TIMING = {
  maxOutOfOrderness: 3_000,
  idleAfter: 20_000,
  dedupeWithin: 10_000,
} as const;

/** How much of the shop is deployed: one view, the tumbling ones, all windows, steps with state too, or views that hold text. */
export const EXTENTS = ['young', 'half', 'whole', 'stateful', 'wide'] as const;

export type Extent = (typeof EXTENTS)[number];

/** From this amount on a sale is a large one. Euros, and cents. */
const LARGE = 2.5;
export const LARGE_CENTS = 250;

/** More than honest events of a country ever are; of a key that has more the oldest are shed. */
export const MOST_PARTIAL_MATCHES = 64;

/** The country of whoever floods one. */
export const FLOODED = 'mordor';

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

    const local = sales.flatMap(Placed, placed);
    const byCountry = local.groupBy('country');
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
    if (extent === 'stateful' || extent === 'wide') {
      declarePaned(sales, local);
      declareStateful(local);
    }
    if (extent === 'wide') declareWide(sales, local);
  });

/** Sliding windows that are stored as panes, where the rows are and behind the exchange. */
function declarePaned(sales: Stream<WholeSale>, local: Stream<PlacedSale>): void {
  sales
    .groupBy('customer')
    .window(sliding('25s', '5s'), { allowedLateness: '4s', rows: 'panes' })
    .aggregate({ orders: count() })
    .view('lately_by_customer');
  local
    .groupBy('country')
    .window(sliding('30s', '10s'), { rows: 'panes' })
    .aggregate({ revenue: sum('amount') })
    .view('lately_by_country');
}

/** Views whose rows grow with what is in the events. */
function declareWide(sales: Stream<WholeSale>, local: Stream<PlacedSale>): void {
  sales
    .groupBy('customer')
    .window(tumbling('10s'))
    .aggregate({
      orders: count(),
      said: distinct('note'),
      opened: first('note'),
      closed: last('note'),
    })
    .view('said_by_customer');
  local
    .groupBy('country')
    .window(tumbling('10s'))
    .aggregate({ orders: count(), low: min('note'), high: max('note'), often: topK('note', 3) })
    .view('said_by_country');
}

/** Sessions, a join and a pattern per country; the oracle says what they must give. */
function declareStateful(local: Stream<PlacedSale>): void {
  const byCountry = local.groupBy('country');
  byCountry
    .window(session('4s', { touching: 'split' }), { allowedLateness: '3s' })
    .aggregate({ orders: count(), revenue: sum('amount') })
    .view('visits');
  local
    .filter(where('amount', '<', LARGE))
    .groupBy('country')
    .join(local.filter(where('amount', '>=', LARGE)).groupBy('country'), {
      ...{ as: ['small', 'large'], type: 'inner', lower: '-3s', upper: '5s' },
    })
    .groupBy('small_country')
    .view('near');
  byCountry
    .match(
      pattern<PlacedSale>()
        .begin('small', where('amount', '<', LARGE))
        .followedByAny('large', where('amount', '>=', LARGE))
        .within('6s')
        .build(),
      { maxPartialMatches: MOST_PARTIAL_MATCHES },
    )
    .groupBy('country')
    .view('upgrades');
}

interface Located {
  readonly id: string;
  readonly country?: string | undefined;
  readonly at: number;
  readonly amount: Decimal;
  readonly note?: string | undefined;
}

/** One event may be of no country, of one, or of all there are. */
function placed({ id, country, at, amount, note }: Located) {
  if (country === undefined) return [];
  if (country === POISON) throw new Error('no such place');
  const all = country === EVERYWHERE ? COUNTRIES : [country];
  return all.map((each) => ({ id, country: each, at, amount, note }));
}

/** The shop as it grows; what it keeps means the same at every extent. */
export const shops = {
  young: shopOf('young'),
  half: shopOf('half'),
  whole: shopOf('whole'),
  stateful: shopOf('stateful'),
  wide: shopOf('wide'),
};

/** Views of each extent. */
export const VIEWS_OF: Readonly<Record<Extent, readonly string[]>> = {
  young: ['by_customer'],
  half: ['by_customer', 'by_country'],
  whole: ['by_customer', 'by_country', 'recent_by_customer', 'recent_by_country'],
  stateful: [
    ...['by_customer', 'by_country', 'recent_by_customer', 'recent_by_country'],
    ...['lately_by_customer', 'lately_by_country', 'visits', 'near', 'upgrades'],
  ],
  wide: [
    ...['by_customer', 'by_country', 'recent_by_customer', 'recent_by_country'],
    ...['lately_by_customer', 'lately_by_country'],
    ...['visits', 'near', 'upgrades', 'said_by_customer', 'said_by_country'],
  ],
};
