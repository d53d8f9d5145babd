import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { heartbeatText } from '../../../lib/core/heartbeat.ts';
import { runBatch } from '../../../lib/runtime/batch/run-batch.ts';
import { nthRecord, type Order, orders, orderText } from '../../support/batch/batch-shop.ts';
import { type BatchWorld, batchWorld } from '../../support/batch/batch-world.ts';
import { runs } from '../../support/property.ts';

const SHARD = 'shardId-0';

/** All windows of all orders. */
const EVERYTHING = { from: -40_000, to: 120_000 };

const someOrders: fc.Arbitrary<readonly Order[]> = fc
  .array(
    fc.record({
      customer: fc.constantFrom('ada', 'bob'),
      country: fc.constantFrom('de', 'fr'),
      seconds: fc.integer({ min: -15, max: 60 }),
      cents: fc.integer({ min: -500, max: 100_000 }),
    }),
    { minLength: 3, maxLength: 40 },
  )
  .map((all) =>
    all.map(({ seconds, ...order }, i) => ({ ...order, id: `o${i}`, at: seconds * 1_000 })),
  );

function recordsOf(all: readonly Order[]) {
  const texts = all.map((order) => ({ text: orderText(order), key: order.customer }));
  const beat = { text: heartbeatText({ at: 200_000 }), key: 'heartbeat' };
  return [...texts, beat].map(({ text, key }, i) => nthRecord(i, text, key));
}

/** Rows as their readers see them, but for when and by whom they were written. */
const rowsOf = ({ world }: BatchWorld): string[] =>
  world.rows
    .rows()
    .map(
      ({ view, key, start, end, acc }) => `${view} ${key} ${start} ${end}: ${JSON.stringify(acc)}`,
    )
    .sort();

const heal = ({ definition, ports }: BatchWorld, run: string) =>
  runBatch(definition, ports, { run, ...EVERYTHING });

describe('tables that are lost', () => {
  test('L23: are filled again from the lake and what the stream still has, row for row', async () => {
    await fc.assert(
      fc.asyncProperty(someOrders, fc.nat(41), async (all, retained) => {
        const records = recordsOf(all);
        const original = batchWorld(orders, [SHARD]);
        await original.archive(SHARD, records);
        await original.speed(SHARD, records);
        await heal(original, 'before');

        const rebuilt = batchWorld(orders, [SHARD], original.lake);
        // new lanes begin with the oldest record that the stream has, and so know nothing of the others
        await rebuilt.speed(SHARD, records.slice(-1 - retained));
        await heal(rebuilt, 'after');

        expect(rowsOf(rebuilt)).toEqual(rowsOf(original));
        const again = await heal(rebuilt, 'again');
        expect(again.views.map(({ healed, missing }) => healed + missing)).toEqual([0, 0]);
      }),
      runs(60),
    );
  });
});
