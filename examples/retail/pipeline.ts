import {
  count,
  type Decimal,
  decimal,
  distinct,
  instant,
  int,
  optional,
  pipeline,
  product,
  schema,
  string,
  sum,
  tumbling,
} from '../../lib/index.ts';

/** A line of an invoice, under the column names of the data set. */
export const InvoiceLine = schema({
  eventId: string(),
  InvoiceNo: string(),
  StockCode: string(),
  Description: optional(string()),
  Quantity: int(),
  InvoiceDate: instant(),
  UnitPrice: decimal(3),
  CustomerID: optional(string()),
  Country: string(),
});

/** Cancellations bear a C before their number. */
const isSale = (line: { InvoiceNo: string; Quantity: number; UnitPrice: Decimal }): boolean =>
  !line.InvoiceNo.startsWith('C') && line.Quantity > 0 && line.UnitPrice.isGreaterThan(0);

export const retail = pipeline('retail', (p) => {
  const lines = p
    .stream('sales', InvoiceLine, {
      key: 'InvoiceNo',
      time: 'InvoiceDate',
      id: 'eventId',
      maxOutOfOrderness: '30m',
      dedupeWithin: '2d',
    })
    .derive('revenue', product('Quantity', 'UnitPrice'));

  lines
    .groupBy('Country')
    .window(tumbling('1h'))
    .aggregate({
      line_count: count(),
      quantity: sum('Quantity'),
      revenue: sum('revenue'),
      distinct_invoices: distinct('InvoiceNo'),
      distinct_customers: distinct('CustomerID'),
    })
    .view('sales_by_country', { freshness: '5s' });

  lines
    .groupAll()
    .window(tumbling('1d'))
    .aggregate({
      line_count: count(),
      net_revenue: sum('revenue'),
      distinct_customers: distinct('CustomerID'),
      distinct_invoices: distinct('InvoiceNo'),
      distinct_products: distinct('StockCode', { cap: 5_000 }),
    })
    .view('daily_totals', { freshness: '5s' });

  lines
    .filter(isSale)
    .groupAll()
    .window(tumbling('1d'))
    .aggregate({ sales_revenue: sum('revenue') })
    .view('daily_sales', { freshness: '5s' });

  lines
    .groupBy('InvoiceNo')
    .window(tumbling('1d'))
    .aggregate({ line_count: count(), total: sum('revenue') })
    .view('invoices', { freshness: '5s' });
});
