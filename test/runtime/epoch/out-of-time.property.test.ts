import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { encodeMessage } from '../../../lib/adapters/kinesis/exchange.ts';
import { memoryLake } from '../../../lib/adapters/memory/lake.ts';
import { SLOTS } from '../../../lib/core/slots.ts';
import { archiveHandler } from '../../../lib/functions/archive-handler.ts';
import { exchangeHandler } from '../../../lib/functions/exchange-handler.ts';
import { speedHandler } from '../../../lib/functions/speed-handler.ts';
import { archiveLane } from '../../../lib/runtime/archive/archive-lane.ts';
import { GENESIS } from '../../../lib/runtime/archive/layout.ts';
import { verifyChain } from '../../../lib/runtime/archive/verify-chain.ts';
import { shops } from '../../simulator/scenario/shop.ts';
import { kinesisEvent, type PutRecord } from '../../support/aws/kinesis-event.ts';
import { jsonFile, storedIn } from '../../support/lanes/archive-world.ts';
import { randomOf } from '../../support/lanes/chaos.ts';
import { type Clock, drain, onlyKilled, slowed } from '../../support/lanes/slow-functions.ts';
import { emptyWorld, lanesIn, type World } from '../../support/lanes/speed-world.ts';
import { runs } from '../../support/property.ts';

const SHARD = 'shardId-000000000000';

/** What an invocation needs for anything: this many calls of a store, however long they take. */
const FEWEST_CALLS = 20;

const salesOf = (count: number, customers: number): PutRecord[] =>
  Array.from({ length: count }, (_, i) => ({
    data: JSON.stringify({
      id: `s${i}`,
      customer: `c${i % customers}`,
      country: ['de', 'fr', 'se'][i % 3],
      at: Math.floor(i / 50) * 1_000,
      amount: '2.50',
    }),
    sequence: String(i + 1),
    partitionKey: `c${i % customers}`,
    // a second after its time: what is ahead of its arrival is not believed
    arrival: 1_000 + Math.floor(i / 50) * 1_000,
  }));

const batchOf = (records: readonly PutRecord[]) => (from: number, to: number) =>
  kinesisEvent(records.slice(from, to), SHARD);

const resultsOf = (world: World): readonly string[] =>
  [...world.rows.rows(), ...world.records.all(), ...world.late.all()]
    .map((result) => JSON.stringify({ ...result, updatedAt: 0, watermark: 0 }))
    .sort();

interface Slowness {
  readonly timeout: number;
  readonly latency: () => number;
  readonly isCold: () => boolean;
  readonly batchSize: number;
  readonly patience: number;
}

/** Both lanes, as functions with a deadline. */
async function drained(records: readonly PutRecord[], slowness: Slowness) {
  const empty = emptyWorld([SHARD], 300_000);
  const all = { id: SHARD, parents: [], closed: false, slots: { from: 0, to: SLOTS } };
  const world: World = { ...empty, exchange: { ...empty.exchange, shards: async () => [all] } };
  const clock: Clock = { now: 0, deadline: 0 };
  const lanes = () =>
    lanesIn(world, shops.stateful, (port) => slowed(port, clock, slowness.latency));
  const sources = await drain({
    ...{ ...slowness, clock, batch: batchOf(records), records: records.length },
    spawn: () => speedHandler(lanes().sourceOf(SHARD) ?? never(), onlyKilled),
  });
  const sent = world.exchange
    .sent()
    .map((message, i): PutRecord => ({ data: encodeMessage(message), sequence: String(i + 1) }));
  const exchange = await drain({
    ...{ ...slowness, clock, batch: batchOf(sent), records: sent.length },
    spawn: () => exchangeHandler(lanes().exchange ?? never(), onlyKilled),
  });
  return { results: resultsOf(world), sources, exchange };
}

const never = (): never => {
  throw new Error('the shop has both lanes');
};

const FAST: Slowness = {
  ...{ timeout: 900_000, latency: () => 1, isCold: () => false },
  ...{ batchSize: 10_000, patience: 1 },
};

describe('a function with a deadline', () => {
  test('takes a batch that needs many times its time, and is seldom killed', async () => {
    const records = salesOf(3_000, 1_000);
    const { results } = await drained(records, FAST);

    const slow = await drained(records, {
      ...{ timeout: 4_000, latency: () => 100, isCold: () => false }, // 40 calls, for nine views
      ...{ batchSize: 10_000, patience: 400 },
    });

    expect(slow.results).toEqual(results);
    for (const { killed, invocations } of [slow.sources, slow.exchange]) {
      expect(killed).toBeLessThan(invocations / 5);
    }
  });

  test('ends with whatever time-out, if that holds some calls of the store, cold again and again', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.integer({ min: 1, max: 150 }),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(FEWEST_CALLS, FEWEST_CALLS + 1, 40, 200),
        fc.constantFrom(0, 0.3, 1),
        async (seed, count, customers, calls, cold) => {
          const random = randomOf(seed);
          const records = salesOf(count, customers);
          const { results } = await drained(records, FAST);

          const slow = await drained(records, {
            timeout: calls * 100,
            latency: () => 100 * random(),
            isCold: () => random() < cold,
            batchSize: 1 + Math.floor(random() * count),
            patience: 100 * count,
          });

          expect(slow.results).toEqual(results);
        },
      ),
      runs(20),
    );
  });

  test('L9: archives one object after the other, and the rest next time', async () => {
    const lake = memoryLake();
    const clock: Clock = { now: 0, deadline: 0 };
    const hours = salesOf(40, 1).map((sale, i) => ({ ...sale, arrival: i * 3_600_000 }));
    const spawn = () =>
      archiveHandler(
        archiveLane(
          { name: 'sales', time: 'at', decode: () => ({ at: 0 }) },
          {
            lake: slowed(lake, clock, () => 100),
            topology: { shards: async () => [] },
            encode: jsonFile,
          },
        ),
        onlyKilled,
      );

    const { killed } = await drain({
      ...{ clock, timeout: 1_000, spawn, isCold: () => true },
      ...{ batch: batchOf(hours), records: hours.length, batchSize: 100, patience: 40 },
    });

    const { rows, links } = await storedIn(lake, 'sales');
    expect(killed).toBe(0);
    expect(rows.map(({ sequence }) => Number(sequence))).toEqual(hours.map((_, i) => i + 1));
    expect(verifyChain(links, { since: GENESIS }).findings).toEqual([]);
  });
});
