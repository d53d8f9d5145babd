import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { count, sum } from '../../../lib/core/aggregators/authoring.ts';
import { decimal, instant, string } from '../../../lib/core/field-type.ts';
import { heartbeatText } from '../../../lib/core/heartbeat.ts';
import { schema } from '../../../lib/core/schema/schema.ts';
import { tumbling } from '../../../lib/core/windows/window.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';
import type { SourceRecord } from '../../../lib/ports/source-record.ts';
import { runBatch } from '../../../lib/runtime/batch/run-batch.ts';
import { startRun } from '../../../lib/runtime/run/start-run.ts';
import { batchWorld } from '../../support/batch/batch-world.ts';
import { runs } from '../../support/property.ts';

const HORIZON = 60_000;
const DAY = 86_400_000;
const YEAR = 365 * DAY;

const Order = schema({ id: string(), customer: string(), at: instant(), amount: decimal(2) });

/** Nothing is late, however far ahead others are. */
const orders = pipeline('orders', (p) => {
  p.stream('orders', Order, {
    ...{ key: 'customer', time: 'at', id: 'id', dedupeWithin: HORIZON },
    ...{ maxOutOfOrderness: '900d', maxClockSkew: '4000d' },
  })
    .groupBy('customer')
    .window(tumbling('1h'))
    .aggregate({ orders: count(), spent: sum('amount') })
    .view('by_customer');
});

interface Sent {
  readonly customer: string;
  readonly id: string;
  readonly at: number;
  readonly arrival: number;
}

/** Few keys and ids, times a year apart, arrivals on both sides of the horizon. */
const someOrders: fc.Arbitrary<readonly Sent[]> = fc
  .array(
    fc.record({
      customer: fc.constantFrom('ann', 'bob', '3:ann'),
      id: fc.constantFrom('x', 'y', 'annx'),
      at: fc.constantFrom(0, 0, 1, 3_600_000, YEAR, -YEAR),
      wait: fc.constantFrom(0, 1, HORIZON / 2, HORIZON, HORIZON + 1),
    }),
    { minLength: 1, maxLength: 24 },
  )
  .map((all) => {
    let arrival = 10 * DAY;
    return all.map(({ wait, ...order }) => {
      arrival += wait;
      return { ...order, arrival };
    });
  });

/** Each order has an amount of its own, so that a sum tells which of them were counted. */
const centsOf = (i: number): number => 2 ** i;

/** By word of the law: what its key and id have not brought within the horizon before. */
const counted = (sent: readonly Sent[]): number[] =>
  sent.flatMap(({ customer, id, arrival }, i) => {
    const before = sent
      .slice(0, i)
      .findLast((other) => other.customer === customer && other.id === id);
    return before === undefined || arrival - before.arrival > HORIZON ? [i] : [];
  });

function recordOf(n: number, text: string, about: Pick<SourceRecord, 'arrival' | 'partitionKey'>) {
  const data = new TextEncoder().encode(text);
  return { ...about, sequence: String(8 + n), sub: 0, data, start: 0, end: data.length };
}

const recordsOf = (sent: readonly Sent[]): SourceRecord[] =>
  sent.map(({ arrival, ...order }, i) => {
    const text = JSON.stringify({ ...order, amount: (centsOf(i) / 100).toFixed(2) });
    return recordOf(i, text, { arrival, partitionKey: order.customer });
  });

/** Closes all windows. */
const last = (n: number): SourceRecord =>
  recordOf(n, heartbeatText({ at: 3_000 * DAY }), { arrival: 20 * DAY, partitionKey: 'beat' });

/** Lanes that have read all of it, in two shards of which one replaces the other. */
async function streamed(sent: readonly Sent[], { split, step }: { split: number; step: number }) {
  const made = batchWorld(orders, ['a']);
  const records = [...recordsOf(sent), last(sent.length)];
  const { shards } = made.world;
  for (const take of [made.archive, made.speed]) {
    shards.splice(0, shards.length, { id: 'a', parents: [], closed: false });
    for (const [shard, some] of [
      ['a', records.slice(0, split)],
      ['b', records.slice(split)],
    ] as const) {
      if (shard === 'b') shards.splice(0, 1, { id: 'a', parents: [], closed: true });
      if (shard === 'b') shards.push({ id: 'b', parents: ['a'], closed: false });
      for (let i = 0; i < some.length; i += step) await take(shard, some.slice(i, i + step));
    }
  }
  return made;
}

const spentIn = (rows: readonly { readonly acc: readonly unknown[]; readonly start: number }[]) =>
  rows.reduce((all, { acc: [, cents] }) => all + Number(cents), 0);

const centsIn = (which: readonly number[]): number => which.reduce((all, i) => all + centsOf(i), 0);

const cut = fc.record({ split: fc.nat(20), step: fc.integer({ min: 1, max: 5 }) });

describe('an id counts once within the horizon of its arrival, under its key', () => {
  test('L29: in the speed layer, in whatever batches and shards', async () => {
    await fc.assert(
      fc.asyncProperty(someOrders, cut, async (sent, how) => {
        const { world } = await streamed(sent, how);

        expect(spentIn(world.rows.rows())).toBe(centsIn(counted(sent)));
      }),
      runs(40),
    );
  });

  test('L29: in a batch run, which heals nothing because of it', async () => {
    await fc.assert(
      fc.asyncProperty(someOrders, cut, async (sent, how) => {
        const { definition, ports, world } = await streamed(sent, how);
        const range = { run: 'r1', from: -DAY, to: DAY };

        const report = await runBatch(definition, ports, range);

        expect(report.views).toMatchObject([{ healed: 0, missing: 0, removed: 0 }]);
        expect(spentIn(world.rows.rows())).toBe(centsIn(counted(sent)));
      }),
      runs(40),
    );
  });

  test('L29: in one process', () => {
    fc.assert(
      fc.property(someOrders, (sent) => {
        const run = startRun(orders, { sink: {} });

        for (const [i, { arrival, ...order }] of sent.entries()) {
          run.push('orders', { ...order, amount: centsOf(i) }, { arrival });
        }

        expect(run.counters.accepted).toBe(counted(sent).length);
      }),
      runs(100),
    );
  });
});
