import {
  approxDistinct,
  count,
  instant,
  int,
  max,
  pipeline,
  quantile,
  schema,
  session,
  string,
  tumbling,
} from 'millrace';

const Request = schema({
  user: string(),
  route: string(),
  status: int(),
  milliseconds: int(),
  at: instant(),
});

export const web = pipeline('web', (p) => {
  const requests = p.stream('requests', Request, {
    key: 'user',
    time: 'at',
    maxOutOfOrderness: '10s',
  });

  requests
    .groupBy('route')
    .window(tumbling('1m'))
    .aggregate({
      requests: count(),
      users: approxDistinct('user'),
      p99: quantile('milliseconds', 0.99),
      slowest: max('milliseconds'),
    })
    .view('requests_by_route');

  requests
    .groupBy('user')
    .window(session('30m'))
    .aggregate({ requests: count() })
    .view('visits');
});
