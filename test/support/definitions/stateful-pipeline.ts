import { count, max } from '../../../lib/core/aggregators/authoring.ts';
import { instant, int, string } from '../../../lib/core/field-type.ts';
import { schema } from '../../../lib/core/schema/schema.ts';
import { tumbling } from '../../../lib/core/windows/window.ts';
import { session } from '../../../lib/core/windows/window-kinds.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';

const Click = schema({ user: string(), page: string(), at: instant(), ms: int() });
const Order = schema({ user: string(), at: instant(), cents: int() });

/** Steps with state: sessions, a join of two streams, and rows of rows under another key. */
export const stateful = pipeline('stateful_site', (p) => {
  const clicks = p.stream('clicks', Click, { key: 'user', time: 'at' });
  const orders = p.stream('orders', Order, { key: 'user', time: 'at' });
  const visits = clicks
    .groupBy('page')
    .window(session('30m'))
    .aggregate({ clicks: count(), slowest: max('ms') })
    .view('visits');
  visits
    .rows()
    .groupAll()
    .window(tumbling('1h'))
    .aggregate({ visits: count() })
    .view('visit_stats', { freshness: '12s' });
  clicks
    .groupBy('user')
    .join(orders.groupBy('user'), { as: ['click', 'order'], lower: '0s', upper: '1m' })
    .groupBy('click_page')
    .view('bought');
});
