import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testPipeline } from 'millrace/testing';
import { shop } from '../pipeline.ts';

const sale = (at: string, quantity: number) => ({
  ...{ invoice: '1', customer: 'ada', country: 'France', price: 2.55 },
  ...{ quantity, at: `2026-03-01T${at}Z` },
});

test('counts what was sold, and nothing that was returned', async () => {
  const pipe = testPipeline(shop);
  await pipe.give('sales', [sale('10:05:00', 3), sale('10:20:00', -1), sale('10:50:00', 1)]);
  await pipe.advanceTo('2026-03-01T11:00:00Z');

  const [row] = await pipe.rows('sales_by_country', 'France');
  assert.deepEqual(row?.values, { country: 'France', orders: 2, revenue: '10.20' });
});

test('takes an event that is late, as long as it is allowed', async () => {
  const pipe = testPipeline(shop);
  await pipe.give('sales', [sale('10:05:00', 1)]);
  await pipe.advanceTo('2026-03-01T12:00:00Z');
  await pipe.give('sales', [sale('10:55:00', 1)]);
  const [row] = await pipe.rows('sales_by_country', 'France');
  assert.equal(row?.values['orders'], 2);

  await pipe.advanceTo('2026-03-02T12:00:00Z');
  await pipe.give('sales', [sale('10:56:00', 1)]);
  assert.equal(pipe.late().length, 1);
});
