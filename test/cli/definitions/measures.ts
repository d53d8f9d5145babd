import {
  bigint,
  count,
  decimal,
  instant,
  optional,
  pipeline,
  schema,
  string,
  sum,
  tumbling,
} from '../../../lib/index.ts';

const Measure = schema({
  id: string(),
  place: string(),
  at: instant(),
  amount: optional(decimal(2)),
  wide: optional(bigint()),
});

/** Measures by place and hour, of events that have an id. */
export const measures = pipeline('measures', (p) => {
  p.stream('measures', Measure, { key: 'place', time: 'at', id: 'id', dedupeWithin: '1h' })
    .groupBy('place')
    .window(tumbling('1h'))
    .aggregate({ n: count(), total: sum('amount'), wide: sum('wide') })
    .view('by_hour');
});
