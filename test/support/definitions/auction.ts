import { count, last, max, mean, sum } from '../../../lib/core/aggregators/authoring.ts';
import type { Decimal } from '../../../lib/core/decimal.ts';
import { product, where } from '../../../lib/core/expression.ts';
import { decimal, instant, int, optional, string } from '../../../lib/core/field-type.ts';
import { pattern } from '../../../lib/core/pattern/pattern.ts';
import { schema } from '../../../lib/core/schema/schema.ts';
import { rolling } from '../../../lib/core/windows/event-windows.ts';
import { sliding, tumbling } from '../../../lib/core/windows/window.ts';
import { calendar, session } from '../../../lib/core/windows/window-kinds.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';

const Bid = schema({
  bid: string(),
  auction: string(),
  bidder: string(),
  price: decimal(2),
  lots: int(),
  at: instant(),
});
const Lot = schema({ auction: string(), seller: optional(string()), at: instant() });

const sniping = pattern<{ bidder: string; price: Decimal; lots: number }>()
  .begin('low', where('price', '<', 1))
  .timesOrMore(2)
  .notFollowedBy('pause', where('lots', '==', 0))
  .followedBy('high', where('price', '>', 100))
  .where(({ lots }) => lots > 0)
  .within('10m')
  .skip('pastLastEvent')
  .build();

/** A view of every kind of step, and of every kind of window. */
export const auction = pipeline('auction', (p) => {
  const bids = p.stream('bids', Bid, { key: 'bidder', time: 'at', id: 'bid', idleAfter: '10s' });
  const lots = p.stream('lots', Lot, { key: 'auction', time: 'at', maxOutOfOrderness: '0ms' });
  const spent = bids
    .filter(where('price', '>', 0))
    .filter(where('auction', 'in', ['a', 'b']))
    .derive('total', product('price', 'lots'));

  spent
    .groupBy('bidder')
    .window(tumbling('1h', { offset: '15m' }), { allowedLateness: '1d' })
    .aggregate({ bids: count(), spent: sum('total') })
    .view('by_bidder', { freshness: '1s', version: 2 });
  spent
    .groupBy('auction', 'bidder')
    .window(sliding('1d', '1h'))
    .aggregate({ mean: mean('price') })
    .view('recent', { freshness: '1m' });
  bids.groupBy('bidder').window(session('30m')).aggregate({ bids: count() }).view('visits');
  bids
    .groupAll()
    .window(calendar('month', 'Europe/Berlin'), { emit: 'final' })
    .aggregate({ highest: max('price') })
    .view('months');
  bids
    .groupBy('bidder')
    .window(rolling('1h'))
    .aggregate({ spent: sum('price') })
    .features()
    .groupBy('bidder')
    .view('features');
  bids
    .groupBy('auction')
    .window(tumbling('1m'))
    .aggregate({ bids: count() })
    .monitor({
      name: 'rush',
      field: 'bids',
      above: 100,
      when: { windows: 3, of: 5 },
      suppress: '1h',
    })
    .groupBy('auction')
    .view('alerts');
  bids.dedupe('bid', { within: '1d' }).groupBy('auction').view('once');
  bids.groupBy('bidder').match(sniping, { timeouts: true }).groupBy('bidder').view('snipers');
  bids
    .groupBy('auction')
    .join(lots.groupBy('auction'), { as: ['bid', 'lot'], lower: '-5m', upper: '10m', type: 'left' })
    .groupBy('bid_auction')
    .view('pairs');
  bids
    .groupBy('auction')
    .joinTable(lots.groupBy('auction').table({ removedWithout: 'seller' }), {
      as: ['bid', 'lot'],
      asOf: 'eventTime',
      grace: '1m',
    })
    .groupBy('bid_auction')
    .window(tumbling('1d'))
    .aggregate({ last: last('bid_price') })
    .view('sellers');
});
