import { count, instant, pipeline, schema, string, tumbling } from '../../lib/index.ts';

const Click = schema({ user: string(), page: string(), at: instant() });

/**
 * Clicks may come 5 s out of order. A minute is closed when the watermark has reached its end; for
 * 30 s more it takes late clicks and gives its row again. What comes even later is set aside.
 */
export const lateData = pipeline('late-data', (p) => {
  p.stream('clicks', Click, { key: 'user', time: 'at', maxOutOfOrderness: '5s' })
    .groupBy('page')
    .window(tumbling('1m'), { allowedLateness: '30s' })
    .aggregate({ clicks: count() })
    .view('clicks_per_minute');
});
