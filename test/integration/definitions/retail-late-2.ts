import { InvoiceLine, retail } from '../../../examples/retail/pipeline.ts';
import { count, pipeline, sum, tumbling } from '../../../lib/index.ts';

/** A second version of one view, over the stream of the example. */
const changed = pipeline('retail-late', (p) => {
  p.stream('sales', InvoiceLine, {
    ...{ key: 'InvoiceNo', time: 'InvoiceDate', id: 'eventId' },
    ...{ maxOutOfOrderness: '30m', dedupeWithin: '2d' },
  })
    .groupBy('Country')
    .window(tumbling('6h'))
    .aggregate({ lines: count(), pieces: sum('Quantity') })
    .view('sales_by_country', { version: 2, freshness: '5s' });
});

/** The definition of `retail-late` with that version beside the first. */
export const retailLate = {
  ...retail,
  name: 'retail-late',
  views: [...retail.views, ...changed.views],
};
