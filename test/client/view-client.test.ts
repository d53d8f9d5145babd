import { describe, expect, test } from '@jest/globals';
import { viewClient } from '../../lib/client/index.ts';
import { nthRecord, orders, orderText } from '../support/batch/batch-shop.ts';
import { tableWorld } from '../support/rows/table-world.ts';

describe('a client of views', () => {
  test('sends nothing that changes anything, and what readers are told to have a right to', async () => {
    const made = tableWorld(orders, ['orders:0']);
    const order = { id: 'x', customer: 'ada', country: 'de', at: 5_000, cents: 100 };
    await made.take('orders:0', [nthRecord(0, orderText(order), 'ada')]);
    const before = { ...made.dynamo.count };
    const client = viewClient(orders, { table: 'views', dynamodb: made.dynamo.client });

    const answers = [
      await client.rows('by_customer', { key: 'ada' }),
      await client.rows('by_country', { from: new Date(0), to: new Date(10_000) }),
    ];

    expect(answers.map(({ rows }) => rows.length)).toEqual([1, 2]);
    const { count } = made.dynamo;
    const sent = Object.keys(count).filter((name) => count[name] !== before[name]);
    expect(sent.toSorted()).toEqual(['BatchGetItem', 'Query']);
  });
});
