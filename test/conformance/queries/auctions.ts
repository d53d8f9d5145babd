import { max, mean } from '../../../lib/core/aggregators/authoring.ts';
import { double } from '../../../lib/core/field-type.ts';
import { globalWindow } from '../../../lib/core/windows/window-kinds.ts';
import type { Stream } from '../../../lib/pipeline/definition/stream.ts';
import type { AnyEvent } from '../infer-schema.ts';
import { lastMean } from './last-mean.ts';
import { type Query, type QueryContext, reshape, untyped } from './query-context.ts';

/** Longer than any case; joins that Nexmark does not bound in time are bounded by this. */
const EVER = 500_000_000_000_000;

const always = { lower: -EVER, upper: EVER } as const;

const auctionsOf = ({ stream }: QueryContext) => stream('auction', 'auctions');
const bidsOf = ({ stream }: QueryContext) => stream('bid', 'bids');

/** Auctions of the category that the words name, 10 in Nexmark. */
function ofCategory(context: QueryContext): Stream<AnyEvent> {
  const { words } = context;
  const [named] = words.listAfter('category', []);
  const category = named ?? words.numberAfter('category', 10);
  return auctionsOf(context).filter((auction) => String(auction['category']) === String(category));
}

/** q3: who sells in a category, in some states. */
export const localItems: Query = (context) => {
  const states = context.words.listAfter('state', ['OR', 'ID', 'CA']);
  const people = context
    .stream('person', 'persons', 'people')
    .filter(({ state }) => states.includes(String(state)));
  return untyped(
    ofCategory(context)
      .groupBy('seller')
      .join(people.groupBy('id'), { as: ['auction', 'person'], ...always }),
  );
};

/** q20: bids with their auctions, of one category. */
export const expandedBids: Query = (context) =>
  untyped(
    bidsOf(context)
      .groupBy('auction')
      .join(ofCategory(context).groupBy('id'), { as: ['bid', 'auction'], ...always }),
  );

/** q9: the highest bid of each auction while it was open; of equal ones the first. */
export const winningBids: Query = (context) => {
  const isInclusive = /between|<=\s*\S*expires/i.test(context.words.text);
  const offers = untyped(
    bidsOf(context)
      .groupBy('auction')
      .join(auctionsOf(context).groupBy('id'), { as: ['bid', 'auction'], lower: -EVER, upper: 0 }),
  ).filter((offer) => {
    const [at, expires] = [Number(offer['bid_ts']), Number(offer['auction_expires'] ?? EVER)];
    return isInclusive ? at <= expires : at < expires;
  });
  const highest = offers
    .groupBy('bid_auction')
    .window(globalWindow())
    .aggregate({ most: max('bid_price') })
    .rows();
  return untyped(
    offers
      .groupBy('bid_auction', 'bid_price')
      .join(highest.groupBy('bid_auction', 'most'), { as: ['won', 'best'], lower: 0, upper: EVER })
      .dedupe('won_bid_auction', { within: EVER }),
  );
};

/** Sales, at the time when they closed: who sold, in which category, for how much. */
function sales(context: QueryContext): Stream<AnyEvent> {
  const { field } = context;
  const fields = {
    seller: field('auction', 'seller'),
    category: field('auction', 'category'),
    price: double(),
  };
  return reshape(winningBids(context), fields, (sale) => ({
    seller: sale['won_auction_seller'],
    category: sale['won_auction_category'],
    price: sale['won_bid_price'],
    time: sale['won_auction_expires'],
  }));
}

/** q4: what the auctions of a category closed at, on average. */
export const categoryAverages: Query = (context) =>
  untyped(
    sales(context)
      .groupBy('category')
      .window(globalWindow())
      .aggregate({ avg: mean('price') })
      .rows(),
  );

/** q6: what the last auctions of a seller closed at, on average. */
export const sellerAverages: Query = (context) => {
  const last = context.words.numberAfter('last', 10);
  return untyped(
    sales(context)
      .groupBy('seller')
      .window(globalWindow())
      .aggregate({ avg: lastMean(last, 'price') })
      .rows(),
  );
};
