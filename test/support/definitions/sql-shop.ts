import {
  bitAnd,
  bitOr,
  bitXor,
  count,
  distinct,
  every,
  max,
  mean,
  min,
  some,
  sum,
  sumDistinct,
} from '../../../lib/core/aggregators/authoring.ts';
import { product, where } from '../../../lib/core/expression.ts';
import {
  boolean,
  decimal,
  double,
  instant,
  int,
  optional,
  string,
} from '../../../lib/core/field-type.ts';
import { schema } from '../../../lib/core/schema/schema.ts';
import { sliding, tumbling } from '../../../lib/core/windows/window.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';

/** An order, with a field of every type that SQL may see in a view. */
export const Order = schema({
  id: string(),
  customer: string(),
  country: string(),
  express: boolean(),
  quantity: int(),
  price: decimal(3),
  weight: optional(double()),
  coupon: optional(string()),
  at: instant(),
});

/** Views that SQL can say completely. */
export const sqlShop = pipeline('sql-shop', (p) => {
  const orders = p.stream('orders', Order, { key: 'customer', time: 'at', id: 'id' });
  const priced = orders.derive('revenue', product('quantity', 'price'));

  priced
    .groupBy('country', 'express')
    .window(tumbling('1h'))
    .aggregate({
      orders: count(),
      coupons: count('coupon'),
      quantity: sum('quantity'),
      revenue: sum('revenue'),
      cheapest: min('price'),
      heaviest: max('weight'),
      first_at: min('at'),
      last_coupon: max('coupon'),
      mean_price: mean('price'),
      customers: distinct('customer', { cap: 2 }),
    })
    .view('by_country');

  orders
    .groupAll()
    .window(tumbling('1h'))
    .aggregate({
      quantities: sumDistinct('quantity', { cap: 3 }),
      prices: sumDistinct('price'),
      all_bits: bitAnd('quantity'),
      some_bits: bitOr('quantity'),
      odd_bits: bitXor('quantity'),
      only_express: every('express'),
      some_express: some('express'),
    })
    .view('statistics');

  orders
    .groupBy('coupon', 'weight')
    .window(tumbling('1h'))
    .aggregate({
      orders: count(),
      express: count({ where: where('express', '==', true) }),
      heavy: count('weight', { where: where('weight', '>', 0) }),
      dear: sum('price', { where: where('price', '>=', 1.5) }),
      buyers: distinct('customer', { where: where('quantity', '>', 0) }),
    })
    .view('by_coupon');

  priced
    .rename({ quantity: 'pieces', country: 'customer', customer: 'buyer', at: 'on' })
    .filter(where('pieces', '>', 0))
    .drop('express', 'id')
    .filter(where('customer', 'in', ['se', "d'e"]))
    .filter(where('price', '>=', 1.5))
    .select('revenue', 'buyer', 'on')
    .rename({ buyer: 'customer' })
    .groupBy('customer')
    .window(sliding('1h', '25m', { offset: -7 * 60_000 }))
    .aggregate({ orders: count(), revenue: sum('revenue') })
    .view('sold');

  orders
    .groupAll()
    .window(tumbling('1d', { offset: '6h' }))
    .aggregate({ orders: count(), customers: distinct('customer') })
    .view('daily');
});
