import { count, max, sum } from '../../../lib/core/aggregators/authoring.ts';
import { decimal, instant, string } from '../../../lib/core/field-type.ts';
import { schema } from '../../../lib/core/schema/schema.ts';
import { sliding, tumbling } from '../../../lib/core/windows/window.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';
import type { SourceRecord } from '../../../lib/ports/source-record.ts';

const Order = schema({
  id: string(),
  customer: string(),
  country: string(),
  at: instant(),
  amount: decimal(2),
});

/** A view where its rows are and one behind the exchange, over events with ids. */
export const orders = pipeline('orders', (p) => {
  const all = p.stream('orders', Order, {
    key: 'customer',
    time: 'at',
    maxOutOfOrderness: '2s',
    maxClockSkew: '1000d',
    id: 'id',
    dedupeWithin: '1h',
  });
  all
    .groupBy('customer')
    .window(tumbling('10s'))
    .aggregate({ orders: count(), spent: sum('amount') })
    .view('by_customer');
  all
    .groupBy('country')
    .window(sliding('10s', '5s'), { allowedLateness: '3s' })
    .aggregate({ orders: count(), largest: max('amount') })
    .view('by_country');
});

export interface Order {
  readonly id: string;
  readonly customer: string;
  readonly country: string;
  readonly at: number;
  readonly cents: number;
}

/** As its producer writes it. */
export const orderText = ({ cents, ...order }: Order): string =>
  JSON.stringify({ ...order, amount: (cents / 100).toFixed(2) });

/** The n-th record of a stream; several hours pass while a few are sent. */
export function nthRecord(n: number, text: string, partitionKey: string): SourceRecord {
  const data = new TextEncoder().encode(text);
  const arrival = 1_000 + n * 500_000;
  return {
    ...{ sequence: String(8 + n), sub: 0, arrival, partitionKey },
    ...{ data, start: 0, end: data.length },
  };
}
