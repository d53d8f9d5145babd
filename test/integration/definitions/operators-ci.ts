import { count, max, sum } from '../../../lib/core/aggregators/authoring.ts';
import { where } from '../../../lib/core/expression.ts';
import { instant, int, optional, string } from '../../../lib/core/field-type.ts';
import { pattern } from '../../../lib/core/pattern/pattern.ts';
import { type Schema, schema } from '../../../lib/core/schema/schema.ts';
import { rolling } from '../../../lib/core/windows/event-windows.ts';
import { tumbling } from '../../../lib/core/windows/window.ts';
import { session } from '../../../lib/core/windows/window-kinds.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';

const Click = schema({
  id: string(),
  user: string(),
  page: string(),
  at: instant(),
  ms: int(),
  item: optional(string()),
});
const Order = schema({ id: string(), user: string(), at: instant(), cents: int() });

type ClickEvent = typeof Click extends Schema<infer E> ? E : never;

const abandoned = pattern<ClickEvent>()
  .begin('cart', where('page', '==', 'cart'))
  .notFollowedBy('pay', where('page', '==', 'pay'))
  .within('10m')
  .build();

/**
 * Steps with state on other keys than the partition key, on a cloud: sessions, a join of two streams,
 * a pattern, alerts, features, and rows of rows.
 */
export const operatorsCi = pipeline('operators-ci', (p) => {
  const common = { key: 'user', time: 'at', id: 'id', dedupeWithin: '1d' } as const;
  const time = { maxOutOfOrderness: '1m', idleAfter: '30d' } as const; // only what is sent moves it
  const clicks = p.stream('clicks', Click, { ...common, ...time });
  const orders = p.stream('orders', Order, { ...common, ...time });

  const visits = clicks
    .groupBy('page')
    .window(session('40s'), { allowedLateness: '2m' })
    .aggregate({ clicks: count(), ms: sum('ms'), slowest: max('ms') })
    .view('visits');
  visits
    .rows()
    .groupAll()
    .window(tumbling('30m'))
    .aggregate({ visits: count(), longest: max('clicks') })
    .view('visit_stats');
  visits
    .monitor({ name: 'slow', field: 'slowest', above: 900, when: { windows: 2, of: 3 } })
    .groupBy('page')
    .view('slow_pages');
  clicks
    .groupBy('user')
    .join(orders.groupBy('user'), {
      as: ['click', 'order'],
      lower: '0s',
      upper: '90s',
      type: 'left',
    })
    .groupBy('click_page')
    .view('bought');
  clicks.groupBy('user').match(abandoned, { timeouts: true }).groupBy('user').view('abandoned');
  clicks
    .groupBy('user')
    .window(rolling('5m', { pane: '30s' }))
    .aggregate({ recent: count() })
    .features()
    .groupBy('user')
    .view('features');
});
