import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testPipeline } from 'millrace/testing';
import { web } from '../pipeline.ts';

const request = (at: string, milliseconds: number) => ({
  ...{ user: 'ada', route: '/cart', status: 200 },
  ...{ milliseconds, at: `2026-03-01T${at}Z` },
});

test('knows the slowest request of each minute', async () => {
  const pipe = testPipeline(web);
  await pipe.give('requests', [request('10:00:05', 40), request('10:00:50', 90)]);
  await pipe.advanceTo('2026-03-01T10:01:00Z');

  const [row] = await pipe.rows('requests_by_route', '/cart');
  assert.equal(row?.values['slowest'], 90);
  assert.equal(row?.status, 'closed');
});

test('ends a visit half an hour after its last request', async () => {
  const pipe = testPipeline(web);
  await pipe.give('requests', [
    request('10:00:00', 1),
    request('10:29:59', 1),
    request('11:00:00', 1),
  ]);
  await pipe.advanceTo('2026-03-01T12:00:00Z');

  const visits = await pipe.rows('visits', 'ada');
  assert.deepEqual(
    visits.map(({ values }) => values['requests']),
    [2, 1],
  );
});
