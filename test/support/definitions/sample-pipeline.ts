import { count, sum } from '../../../lib/core/aggregators/authoring.ts';
import { decimal, instant, int, string } from '../../../lib/core/field-type.ts';
import { schema } from '../../../lib/core/schema/schema.ts';
import { tumbling } from '../../../lib/core/windows/window.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';

const Sale = schema({
  customer: string(),
  country: string(),
  quantity: int(),
  amount: decimal(2),
  at: instant(),
});

/** One view where the stream is partitioned, and one that must go through the exchange. */
export const sample = pipeline('sample_shop', (p) => {
  const sales = p.stream('sales', Sale, { key: 'customer', time: 'at' });

  sales
    .groupBy('customer')
    .window(tumbling('1h'))
    .aggregate({ lines: count(), spent: sum('amount') })
    .view('spent_by_customer', { freshness: '10s' });

  sales
    .groupBy('country')
    .window(tumbling('1h'), { allowedLateness: '1d' })
    .aggregate({ orders: count(), revenue: sum('amount') })
    .view('sales_by_country', { freshness: '8s' });
});

/** Where {@link sample} is imported from by those who are told on a command line. */
export const SAMPLE_MODULE = { path: import.meta.filename, exportName: 'sample' } as const;
