import {
  count,
  distinct,
  max,
  mean,
  min,
  sum,
  topK,
} from '../../../lib/core/aggregators/authoring.ts';
import { AGGREGATE_LIMITS } from '../../../lib/core/aggregators/defaults.ts';
import { instant, int, optional, string } from '../../../lib/core/field-type.ts';
import { type Schema, schema } from '../../../lib/core/schema/schema.ts';
import { tumbling } from '../../../lib/core/windows/window.ts';
import { globalWindow, session } from '../../../lib/core/windows/window-kinds.ts';
import type { AnyEvent } from '../infer-schema.ts';
import { anything, type Query, type QueryContext, reshape, untyped } from './query-context.ts';

const bidsOf = ({ stream }: QueryContext) => stream('bid', 'bids');

/** q8: people who opened auctions in the window in which they came. */
export const newUsers: Query = ({ stream, words: { size } }) => {
  const windows = tumbling(size);
  const people = stream('person', 'persons', 'people');
  const named = 'name' in people.flow.fields ? people.groupBy('id', 'name') : people.groupBy('id');
  const came = named.window(windows).aggregate({ n: count() }).rows();
  const sellers = stream('auction', 'auctions')
    .groupBy('seller')
    .window(windows)
    .aggregate({ auctions: count() })
    .rows();
  return untyped(
    untyped(came)
      .groupBy('id')
      .join(sellers.groupBy('seller'), { as: ['person', 'auction'], lower: 0, upper: 0 }),
  );
};

/** q11: how many bids there are in each session of a bidder. */
export const bidderSessions: Query = (context) =>
  untyped(
    bidsOf(context)
      .groupBy('bidder')
      .window(session(context.words.gap))
      .aggregate({ n: count() })
      .rows(),
  );

/** q12: how many bids each bidder makes per window; of event time, as a replay needs. */
export const bidderWindows: Query = (context) =>
  untyped(
    bidsOf(context)
      .groupBy('bidder')
      .window(tumbling(context.words.size))
      .aggregate({ n: count() })
      .rows(),
  );

const pad = (value: number): string => String(value).padStart(2, '0');

/** Price ranks of Nexmark: who bid below 10,000, below a million, or more. */
function ranked(context: QueryContext) {
  const fields = {
    ...bidsOf(context).flow.fields,
    day: string(),
    minute: string(),
    ...Object.fromEntries(
      [1, 2, 3].flatMap((rank) => [
        [`by${rank}`, optional(string())],
        [`on${rank}`, optional(string())],
      ]),
    ),
  };
  return reshape(bidsOf(context), fields, (bid: AnyEvent) => {
    const at = new Date(Number(bid['ts']));
    const price = Number(bid['price']);
    const rank = price < 10_000 ? 1 : price < 1_000_000 ? 2 : 3;
    return {
      ...bid,
      day: at.toISOString().slice(0, 10),
      minute: `${pad(at.getUTCHours())}:${pad(at.getUTCMinutes())}`,
      [`by${rank}`]: String(bid['bidder']),
      [`on${rank}`]: String(bid['auction']),
    };
  });
}

const cap = AGGREGATE_LIMITS.distinctCap;

const STATISTICS = {
  total_bids: count(),
  rank1_bids: count('by1'),
  rank2_bids: count('by2'),
  rank3_bids: count('by3'),
  total_bidders: distinct('bidder', { cap }),
  rank1_bidders: distinct('by1', { cap }),
  rank2_bidders: distinct('by2', { cap }),
  rank3_bidders: distinct('by3', { cap }),
  total_auctions: distinct('auction', { cap }),
  rank1_auctions: distinct('on1', { cap }),
  rank2_auctions: distinct('on2', { cap }),
  rank3_auctions: distinct('on3', { cap }),
};

/** q15: the bids of a day. */
export const dailyBids: Query = (context) =>
  untyped(ranked(context).groupBy('day').window(tumbling('1d')).aggregate(STATISTICS).rows());

/** q16: the bids of a day, per channel. */
export const channelBids: Query = (context) =>
  untyped(
    ranked(context)
      .groupBy('channel', 'day')
      .window(tumbling('1d'))
      .aggregate({ ...STATISTICS, minute: max('minute') })
      .rows(),
  );

/** q17: the bids of a day, per auction. */
export const auctionBids: Query = (context) =>
  untyped(
    ranked(context)
      .groupBy('auction', 'day')
      .window(tumbling('1d'))
      .aggregate({
        total_bids: count(),
        rank1_bids: count('by1'),
        rank2_bids: count('by2'),
        rank3_bids: count('by3'),
        min_price: min('price'),
        max_price: max('price'),
        avg_price: mean('price'),
        sum_price: sum('price'),
      })
      .rows(),
  );

/** q18: the last bid of each bidder on each auction. */
export const lastBids: Query = (context) => {
  const bids = reshape(
    bidsOf(context),
    { ...bidsOf(context).flow.fields, at: instant() },
    (bid) => ({ ...bid, at: bid['ts'] }),
  );
  const last = bids
    .groupBy('bidder', 'auction')
    .window(globalWindow())
    .aggregate({ last: max('at') })
    .rows();
  return untyped(
    bids.groupBy('bidder', 'auction', 'at').join(last.groupBy('bidder', 'auction', 'last'), {
      as: ['bid', 'key'],
      lower: 0,
      upper: 500_000_000_000_000,
    }),
  );
};

/** q19: the bids with the highest prices on each auction, with their rank. */
export const topBids: Query = (context) => {
  const k = context.words.numberAfter('top', 10);
  const bids = bidsOf(context);
  const lists = bids
    .groupBy('auction')
    .window(globalWindow())
    .aggregate({ best: topK('price', k, { label: 'bidder' }) })
    .rows();
  const Ranked = schema({
    ...{ auction: anything(), price: anything(), bidder: anything(), rank_number: int() },
    windowTime: instant(),
  }) as Schema<AnyEvent>;
  return untyped(lists).flatMap(Ranked, ({ auction, best, windowTime }) =>
    (best as readonly Best[]).map(({ value: price, label: bidder }, i) => ({
      ...{ auction, price, bidder, windowTime, rank_number: i + 1 },
    })),
  );
};

interface Best {
  readonly value: unknown;
  readonly label: unknown;
}
