import { describe, expect, test } from '@jest/globals';
import {
  count,
  decimal,
  instant,
  pipeline,
  schema,
  sliding,
  string,
  sum,
  tumbling,
} from '../../lib/index.ts';
import { testPipeline } from '../../lib/testing/index.ts';

const Sale = schema({
  customer: string(),
  country: string(),
  kind: string(),
  amount: decimal(2),
  at: instant(),
});

const shop = pipeline('shop', (p) => {
  const sales = p.stream('sales', Sale, { key: 'customer', time: 'at', maxOutOfOrderness: '1m' });
  sales
    .groupBy('country')
    .window(tumbling('1h'))
    .aggregate({ orders: count(), revenue: sum('amount') })
    .view('sales_by_country');
});

const sale = (at: string, amount: number, customer = 'ada') => ({
  ...{ customer, country: 'FR', kind: 'card' },
  ...{ amount, at: `2026-03-01T${at}Z` },
});

describe('a pipeline in a test', () => {
  test.each([1, 3])('shows rows as they are deployed, over %i shards', async (shards) => {
    const pipe = testPipeline(shop, { shards });
    await pipe.give('sales', [sale('10:05:00', 12.5), sale('10:40:00', 0.1, 'bob')]);

    expect(await pipe.rows('sales_by_country')).toEqual([
      {
        key: 'FR',
        start: new Date('2026-03-01T10:00:00Z'),
        end: new Date('2026-03-01T11:00:00Z'),
        status: 'open',
        capped: [],
        truncated: [],
        values: { country: 'FR', orders: 2, revenue: '12.60' },
      },
    ]);

    await pipe.advanceTo('2026-03-01T11:00:00Z');
    const [row] = await pipe.rows('sales_by_country', 'FR');
    expect(row?.status).toBe('closed');
    expect(await pipe.rows('sales_by_country', 'DE')).toEqual([]);
  });

  test('says what came too late, and what could not be read', async () => {
    const pipe = testPipeline(shop);
    await pipe.advanceTo('2026-03-01T12:00:00Z');
    await pipe.give('sales', [sale('10:05:00', 1), '{"customer":', { customer: 'ada' }]);

    expect(await pipe.rows('sales_by_country')).toEqual([]);
    expect(pipe.late()).toEqual([
      {
        view: 'sales_by_country',
        time: new Date('2026-03-01T10:05:00Z'),
        watermark: new Date('2026-03-01T12:00:00Z'),
      },
    ]);
    expect(pipe.deadLetters().map(({ stream, payload }) => [stream, payload])).toEqual([
      ['sales', '{"customer":'],
      ['sales', '{"customer":"ada"}'],
    ]);
  });

  test('names nothing late that some window has taken', async () => {
    const recent = pipeline('recent', (p) => {
      p.stream('sales', Sale, { key: 'customer', time: 'at', maxOutOfOrderness: '1m' })
        .groupBy('customer')
        .window(sliding('2h', '1h'))
        .aggregate({ orders: count() })
        .view('recent_sales');
    });
    const pipe = testPipeline(recent);
    await pipe.advanceTo('2026-03-01T11:30:00Z');
    await pipe.give('sales', [sale('10:05:00', 1), sale('08:05:00', 1)]);

    expect(pipe.late().map(({ time }) => time)).toEqual([new Date('2026-03-01T08:05:00Z')]);
    expect(await pipe.rows('recent_sales', 'ada')).toMatchObject([{ values: { orders: 1 } }]);
  });

  test('names what there is where a stream, a view or an instant is none', async () => {
    const pipe = testPipeline(shop);

    await expect(pipe.give('sale', [])).rejects.toThrow('"sale", expected one of sales');
    await expect(pipe.rows('sales')).rejects.toThrow('"sales", expected one of sales_by_country');
    await expect(pipe.advanceTo('noon')).rejects.toThrow('"noon", expected such as');
  });
});
