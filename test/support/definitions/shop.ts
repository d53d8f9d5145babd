import { count, sum } from '../../../lib/core/aggregators/authoring.ts';
import { decimal, instant, optional, string } from '../../../lib/core/field-type.ts';
import { schema } from '../../../lib/core/schema/schema.ts';
import { sliding, tumbling } from '../../../lib/core/windows/window.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';

/** A sale as the tests of the runtime put it. */
export const Sale = schema({
  id: string(),
  customer: string(),
  country: optional(string()),
  at: instant(),
  amount: decimal(2),
});

const Known = schema({ country: string(), at: instant(), amount: decimal(2) });

/** Two views where the rows are, two behind the exchange. */
export const shop = pipeline('shop', (p) => {
  const sales = p.stream('sales', Sale, {
    key: 'customer',
    time: 'at',
    maxOutOfOrderness: '3s',
    maxClockSkew: '1000d',
  });

  sales
    .groupBy('customer')
    .window(tumbling('10s'))
    .aggregate({ orders: count(), spent: sum('amount') })
    .view('by_customer');

  sales
    .groupBy('customer')
    .window(sliding('10s', '5s'), { allowedLateness: '4s' })
    .aggregate({ orders: count() })
    .view('recent_by_customer');

  const known = sales.flatMap(Known, ({ country, at, amount }) =>
    country === undefined ? [] : [{ country, at, amount }],
  );
  known
    .groupBy('country')
    .window(tumbling('10s'), { allowedLateness: '5s' })
    .aggregate({ orders: count(), revenue: sum('amount') })
    .view('by_country');

  known
    .groupBy('country')
    .window(sliding('20s', '10s'))
    .aggregate({ revenue: sum('amount') })
    .view('recent_by_country');
});
