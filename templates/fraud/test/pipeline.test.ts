import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testPipeline } from 'millrace/testing';
import { fraud } from '../pipeline.ts';

const payment = (at: string, kind: string, card = '4000-1') => ({
  ...{ card, kind, amount: kind === 'small' ? 1 : 899 },
  at: `2026-03-01T${at}Z`,
});

test('alerts when a card is tried three times and then taken', async () => {
  const pipe = testPipeline(fraud);
  await pipe.give('payments', [
    payment('10:00:00', 'small'),
    payment('10:01:00', 'small'),
    payment('10:01:30', 'large', '4000-2'),
    payment('10:02:00', 'small'),
    payment('10:03:00', 'large'),
  ]);
  await pipe.advanceTo('2026-03-01T10:10:00Z');

  const alerts = await pipe.rows('card_testing');
  assert.deepEqual(
    alerts.map(({ key }) => key),
    ['4000-1'],
  );
});

test('says nothing of a card that is tried too slowly', async () => {
  const pipe = testPipeline(fraud);
  await pipe.give('payments', [
    payment('10:00:00', 'small'),
    payment('10:06:00', 'small'),
    payment('10:09:00', 'small'),
    payment('10:11:00', 'large'),
  ]);
  await pipe.advanceTo('2026-03-01T11:00:00Z');

  assert.deepEqual(await pipe.rows('card_testing'), []);
});
