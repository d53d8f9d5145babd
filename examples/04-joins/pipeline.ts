import { decimal, instant, pipeline, schema, string } from '../../lib/index.ts';

const Order = schema({ order: string(), customer: string(), at: instant(), amount: decimal(2) });
const Payment = schema({ order: string(), method: string(), at: instant() });

/** Orders with their payment within the hour; an order without one comes out when none can come. */
export const joins = pipeline('joins', (p) => {
  const orders = p.stream('orders', Order, { key: 'customer', time: 'at' });
  const payments = p.stream('payments', Payment, { key: 'order', time: 'at' });

  orders
    .groupBy('order')
    .join(payments.groupBy('order'), {
      as: ['order', 'payment'],
      lower: '0ms',
      upper: '1h',
      type: 'left',
    })
    .groupBy('order_order')
    .view('paid_orders');
});
