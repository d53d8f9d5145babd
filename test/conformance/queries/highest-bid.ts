import { max } from '../../../lib/core/aggregators/authoring.ts';
import { duration } from '../../../lib/core/time.ts';
import { tumbling } from '../../../lib/core/windows/window.ts';
import { type Query, untyped } from './query-context.ts';

/** q7: every bid with the highest price of its window. */
export const highestBid: Query = ({ stream, words: { size } }) => {
  const bids = stream('bid', 'bids');
  const highest = bids
    .groupAll()
    .window(tumbling(size))
    .aggregate({ most: max('price') })
    .rows();
  const upper = duration(size) - 1;
  return untyped(
    bids.groupBy('price').join(highest.groupBy('most'), { as: ['bid', 'window'], lower: 0, upper }),
  );
};
