import {
  count,
  decimal,
  instant,
  pipeline,
  schema,
  string,
  sum,
  tumbling,
} from '../../lib/index.ts';

const Sale = schema({ customer: string(), country: string(), at: instant(), amount: decimal(2) });

/** Orders and revenue per country and hour. Money is exact: 0.10 + 0.20 is 0.30. */
export const firstWindow = pipeline('first-window', (p) => {
  p.stream('sales', Sale, { key: 'customer', time: 'at' })
    .groupBy('country')
    .window(tumbling('1h'))
    .aggregate({ orders: count(), revenue: sum('amount') })
    .view('sales_by_country');
});
