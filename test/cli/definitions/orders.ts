import { count, instant, pipeline, rolling, schema, string, tumbling } from '../../../lib/index.ts';

const Order = schema({ customer: string(), at: instant() });

/** Hours, and for every order those of its customer on the day before. */
export const orders = pipeline('orders', (p) => {
  const all = p.stream('orders', Order, { key: 'customer', time: 'at', maxOutOfOrderness: '10s' });

  all
    .groupBy('customer')
    .window(tumbling('1h'))
    .aggregate({ orders: count() })
    .view('orders_by_hour');

  all
    .groupBy('customer')
    .window(rolling('1d'))
    .aggregate({ orders: count() })
    .view('orders_of_a_day');
});
