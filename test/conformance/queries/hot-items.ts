import { count, max } from '../../../lib/core/aggregators/authoring.ts';
import { instant, int } from '../../../lib/core/field-type.ts';
import { sliding, tumbling } from '../../../lib/core/windows/window.ts';
import { type Query, reshape, untyped } from './query-context.ts';

/** q5: the auctions with the most bids per sliding window. */
export const hotItems: Query = ({ stream, field, words: { size, slide } }) => {
  const counts = stream('bid', 'bids')
    .groupBy('auction')
    .window(sliding(size, slide))
    .aggregate({ n: count() })
    .rows();
  const fields = { auction: field('bid', 'auction'), start: instant(), end: instant(), n: int() };
  const hot = reshape(untyped(counts), fields, ({ auction, n, windowStart, windowEnd }) => ({
    ...{ auction, n, start: windowStart, end: windowEnd },
  }));
  const most = hot
    .groupBy('end')
    .window(tumbling(slide))
    .aggregate({ most: max('n') })
    .rows();
  return untyped(
    hot
      .groupBy('end', 'n')
      .join(most.groupBy('end', 'most'), { as: ['hot', 'most'], lower: 0, upper: slide }),
  );
};
