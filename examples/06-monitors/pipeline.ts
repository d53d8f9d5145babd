import { double, instant, pipeline, quantile, schema, string, tumbling } from '../../lib/index.ts';

const Call = schema({ host: string(), service: string(), at: instant(), ms: double() });

/** Alerts when the slowest tenth of a service's calls is above 500 ms in 2 of 3 minutes. */
export const monitors = pipeline('monitors', (p) => {
  p.stream('calls', Call, { key: 'host', time: 'at' })
    .groupBy('service')
    .window(tumbling('1m'))
    .aggregate({ p90: quantile('ms', 0.9) })
    .view('latency')
    .monitor({ name: 'slow', field: 'p90', above: 500, when: { windows: 2, of: 3 } })
    .groupBy('service')
    .view('slow_services');
});
