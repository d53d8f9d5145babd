import {
  count,
  decimal,
  instant,
  int,
  pipeline,
  product,
  schema,
  string,
  sum,
  tumbling,
  where,
} from 'millrace';

const Sale = schema({
  invoice: string(),
  customer: string(),
  country: string(),
  quantity: int(),
  price: decimal(2),
  at: instant(),
});

export const shop = pipeline('shop', (p) => {
  const sales = p.stream('sales', Sale, { key: 'customer', time: 'at', maxOutOfOrderness: '30s' });

  sales
    .filter(where('quantity', '>', 0))
    .derive('amount', product('quantity', 'price'))
    .groupBy('country')
    .window(tumbling('1h'), { allowedLateness: '1d' })
    .aggregate({ orders: count(), revenue: sum('amount') })
    .view('sales_by_country');
});
