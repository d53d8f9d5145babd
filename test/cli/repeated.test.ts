import { describe, expect, test } from '@jest/globals';
import { eraseSubject } from '../../lib/cli/erase/erase-subject.ts';
import { count, sum, topK } from '../../lib/core/aggregators/authoring.ts';
import { decimal, instant, string } from '../../lib/core/field-type.ts';
import { heartbeatText } from '../../lib/core/heartbeat.ts';
import { schema } from '../../lib/core/schema/schema.ts';
import { tumbling } from '../../lib/core/windows/window.ts';
import { session } from '../../lib/core/windows/window-kinds.ts';
import { pipeline } from '../../lib/pipeline/builder/pipeline.ts';
import { runBatch } from '../../lib/runtime/batch/run-batch.ts';
import { nthRecord, orderText } from '../support/batch/batch-shop.ts';
import { type BatchWorld, batchWorld } from '../support/batch/batch-world.ts';
import { memoryErasure } from '../support/cli/memory-erasure.ts';
import { diedEverywhere } from '../support/lanes/failing-at.ts';

const Order = schema({
  ...{ id: string(), customer: string(), country: string(), at: instant(), amount: decimal(2) },
});

/** Rows here and behind the exchange, numbers and values, sessions, and records under another key. */
const orders = pipeline('orders', (p) => {
  const all = p.stream('orders', Order, {
    ...{ key: 'customer', time: 'at', id: 'id', dedupeWithin: '1h' },
    ...{ maxOutOfOrderness: '2s', maxClockSkew: '1000d' },
  });
  const byCountry = all.groupBy('country');
  all.groupBy('customer').window(tumbling('10s')).aggregate({ n: count() }).view('by_customer');
  byCountry
    .window(tumbling('10s'))
    .aggregate({ spent: sum('amount') })
    .view('by_country');
  byCountry
    .window(tumbling('10s'))
    .aggregate({ best: topK('amount', 1, { label: 'customer' }) })
    .view('best');
  const rush = byCountry.window(session('3s')).aggregate({ n: count() });
  rush.view('rush');
  rush.rows().groupBy('n').view('rush_by_n');
});

const order = (id: string, customer: string, at: number) => ({
  text: orderText({ id, customer, country: 'de', at: at * 1_000, cents: 100 }),
  key: customer,
});

const SENT = [
  ...[order('a', 'ada', 1), order('b', 'bob', 2), order('c', 'ada', 12), order('d', 'bob', 13)],
  { text: heartbeatText({ at: 40_000 }), key: 'heartbeat' },
  ...[order('late', 'ada', 3), order('e', 'ada', 41), order('f', 'bob', 42)],
];

async function world(): Promise<BatchWorld> {
  const made = batchWorld(orders, ['0']);
  const records = SENT.map(({ text, key }, i) => nthRecord(i, text, key));
  await made.archive('0', records);
  await made.speed('0', records.slice(0, 5));
  await made.speed('0', records.slice(5));
  const { definition, ports } = made;
  await runBatch(definition, ports, { run: 'before', from: 0, to: 20_000 });
  return made;
}

/**
 * What a run says of its rows, without what nobody knows who goes on with it: whether a row that it had
 * written was there before, and what it had removed.
 */
const sure = (counts: string): string => {
  const { compared, removed, equal, kept } = JSON.parse(`{${counts}}`);
  return JSON.stringify({ given: compared - removed, equal, kept });
};

/** Everything that is stored, but for how often lanes were asked to begin anew. */
async function stored({ world: { rows, records, states, seen }, lake, ports }: BatchWorld) {
  const objects: string[] = [];
  for await (const { name } of lake.list('')) {
    const text = Buffer.from((await lake.read(name)) ?? []).toString();
    objects.push(`${name}: ${text.replace(/"compared":.*?"removed":\d+/g, sure)}`);
  }
  const task = { pipeline: 'orders', lane: 'orders.speed', shard: '0' };
  return {
    objects,
    rows: rows.rows(),
    records: records.all(),
    states: states.states(),
    timers: states.timers(),
    seen: await seen.load([task], Number.NEGATIVE_INFINITY),
    coverage: await Promise.all(
      orders.views.map(async ({ name }) => {
        const { ranges, claims } = await ports.coverage.read(name);
        return { ranges, claims };
      }),
    ),
  };
}

/** All places in a long run; a prime, so that loops are not always met at the same place. */
const every = Number(process.env['FC_RUNS'] ?? 1) > 1 ? 1 : 7;

const ADA = { stream: 'orders', field: 'customer', value: 'ada' };

describe.each(['before', 'after'] as const)('a command that fails %s any of its calls', (when) => {
  test.each(['recompute', 'keep'] as const)(
    'L28: ends, asked for again, as if it had not failed: erase --aggregates %s',
    async (aggregates) => {
      const { calm, ends } = await diedEverywhere<BatchWorld>(
        {
          create: world,
          command: (made, failing) => {
            const ports = failing({ ...made.ports });
            const recompute = async (request: { run: string; from: number; to: number }) => {
              await runBatch(made.definition, ports, { ...request, concurrency: 1 });
            };
            const erasure = failing(memoryErasure(made, 'orders'));
            return eraseSubject({ ...erasure, recompute }, ADA, aggregates);
          },
          end: stored,
        },
        { when, every },
      );

      expect(ends.length).toBeGreaterThan(100 / every);
      for (const end of ends) expect(end).toEqual(calm);
    },
  );

  test('L28: ends, asked for again, as if it had not failed: batch run', async () => {
    const { calm, ends } = await diedEverywhere<BatchWorld>(
      {
        create: world,
        command: (made, failing) =>
          runBatch(made.definition, failing({ ...made.ports }), {
            ...{ run: 'r1', from: -10_000, to: 40_000, concurrency: 1 },
            views: orders.views.map(({ name }) => name),
          }),
        end: stored,
      },
      { when, every },
    );

    expect(ends.length).toBeGreaterThan(50 / every);
    for (const end of ends) expect(end).toEqual(calm);
  });
});
