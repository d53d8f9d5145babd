import { count, instant, last, pipeline, schema, session, string } from '../../lib/index.ts';

const Click = schema({ user: string(), page: string(), at: instant() });

/** Visits: clicks of a user with less than half an hour between them. Late clicks may join two. */
export const sessions = pipeline('sessions', (p) => {
  p.stream('clicks', Click, { key: 'page', time: 'at', maxOutOfOrderness: '1h' })
    .groupBy('user')
    .window(session('30m'))
    .aggregate({ clicks: count(), exit: last('page') })
    .view('visits');
});
