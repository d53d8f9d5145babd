import {
  bigint,
  boolean,
  count,
  decimal,
  double,
  instant,
  int,
  json,
  optional,
  pipeline,
  schema,
  string,
  tumbling,
} from '../../lib/index.ts';

const Fuzzed = schema({
  ...{ k: string(), at: instant(), v: optional(int()), d: optional(decimal(2)) },
  ...{ n: optional(bigint()), f: optional(double()), j: optional(json()), ok: optional(boolean()) },
  id: string(),
});

/** Fields of every type, of which a row can have any. */
export const fuzzed = pipeline('fuzzed', (p) => {
  p.stream('s', Fuzzed, { key: 'k', time: 'at', id: 'id', dedupeWithin: '1h' })
    .groupBy('k')
    .window(tumbling('1h'))
    .aggregate({ n: count() })
    .view('v');
});
