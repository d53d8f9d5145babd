import {
  bigint,
  boolean,
  calendar,
  count,
  decimal,
  distinct,
  double,
  first,
  globalWindow,
  instant,
  int,
  json,
  last,
  max,
  mean,
  optional,
  pattern,
  pipeline,
  quantiles,
  rolling,
  schema,
  session,
  sliding,
  string,
  sum,
  topK,
  tumbling,
  where,
} from '../../../lib/index.ts';

const Act = schema({
  ...{ user: string(), type: string(), price: decimal(2), at: instant(), due: instant() },
  ...{ n: int(), long: bigint(), real: double(), flag: boolean() },
  ...{ any: json(), note: optional(string()), time: optional(int()), status: optional(string()) },
});
type Act = { user: string; type: string; at: number };

const bought = pattern<Act>()
  .begin('cart', where('type', '==', 'cart'))
  .followedBy('buys', where('type', '==', 'buy'))
  .within('1h')
  .skip('pastLastEvent')
  .build();

/** A view of each kind of result, with values of every type and names that could collide. */
export const kinds = pipeline('kinds', (p) => {
  const acts = p.stream('acts', Act, { key: 'user', time: 'at', maxOutOfOrderness: '2h' });
  const pays = p.stream('pays', Act, { key: 'user', time: 'at', maxOutOfOrderness: '2h' });
  acts
    .groupBy('price', 'due', 'flag', 'long', 'n', 'user')
    .window(tumbling('1h'))
    .aggregate({
      ...{ lines: count(), revenue: sum('price'), longest: max('long'), mid: mean('real') },
      ...{ opened: first('due'), dear: topK('price', 2, { label: 'due' }) },
      ...{ spread: quantiles('real', [0.5]), status: last('status'), time: max('time') },
      ...{ notes: distinct('note', { cap: 1 }) },
    })
    .view('typed');
  acts.groupAll().window(calendar('day', 'Europe/Berlin')).aggregate({ n: count() }).view('days');
  acts.groupBy('type').window(sliding('2h', '1h')).aggregate({ n: count() }).view('overlapping');
  acts
    .groupBy('user')
    .window(session('30m'))
    .aggregate({ n: count(), pane: last('type') })
    .view('visits');
  acts
    .groupBy('user')
    .window(globalWindow({ every: 2 }))
    .aggregate({ n: count() })
    .view('pairs');
  acts
    .groupBy('user')
    .window(rolling('1h'))
    .aggregate({ recent: sum('price') })
    .features()
    .groupBy('user')
    .view('features');
  acts
    .groupBy('user')
    .join(pays.groupBy('user'), { as: ['act', 'pay'], lower: '0s', upper: '1h', type: 'left' })
    .groupBy('act_user')
    .view('paid');
  acts.groupBy('user').match(bought).groupBy('user').view('bought');
  acts
    .filter(where('n', '>', 0))
    .groupBy('type')
    .view('plain');
  acts
    .groupBy('type')
    .window(tumbling('1h'))
    .aggregate({ most: max('n') })
    .view('latency')
    .monitor({ name: 'slow', field: 'most', above: 5, when: { windows: 1, of: 2 } })
    .groupBy('type')
    .view('slow');
  acts
    .groupBy('type')
    .window(tumbling('1h'))
    .aggregate({ most: max('n') })
    .view('newer', { version: 2 });
});
