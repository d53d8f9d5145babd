import { count, sum } from '../../core/aggregators/authoring.ts';
import { where } from '../../core/expression.ts';
import { instant, int, string } from '../../core/field-type.ts';
import { schema } from '../../core/schema/schema.ts';
import { tumbling } from '../../core/windows/window.ts';
import { pipeline } from '../../pipeline/builder/pipeline.ts';

const Order = schema({ id: string(), user: string(), at: instant(), cents: int() });

/** From this amount on an order is an alert. Cents. */
export const ALERT_CENTS = 1_000_000;

/** Length of the windows, and how far events may be out of order. Milliseconds. */
export const WINDOW_MS = 10_000;
export const OUT_OF_ORDER_MS = 5_000;

/** What a load test deploys: rows where the events are, rows behind the exchange, and alerts. */
export const loadtest = pipeline('loadtest', (p) => {
  const orders = p.stream('orders', Order, {
    ...{ key: 'user', time: 'at', id: 'id', dedupeWithin: '10m' },
    maxOutOfOrderness: OUT_OF_ORDER_MS,
  });
  const values = { orders: count(), cents: sum('cents') };
  const rows = orders.groupBy('user').window(tumbling(WINDOW_MS));
  rows.aggregate(values).view('by_user', { freshness: '1s' });
  orders
    .groupAll()
    .window(tumbling(WINDOW_MS))
    .aggregate(values)
    .view('totals', { freshness: '1s' });
  orders
    .filter(where('cents', '>=', ALERT_CENTS))
    .groupBy('user')
    .view('alerts', { freshness: '1s' });
});
