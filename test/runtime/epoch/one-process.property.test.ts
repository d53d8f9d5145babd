import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { memoryLake } from '../../../lib/adapters/memory/lake.ts';
import { archiveLane } from '../../../lib/runtime/archive/archive-lane.ts';
import { GENESIS } from '../../../lib/runtime/archive/layout.ts';
import { verifyChain } from '../../../lib/runtime/archive/verify-chain.ts';
import { shops } from '../../simulator/scenario/shop.ts';
import { jsonFile, storedIn, troubledLake } from '../../support/lanes/archive-world.ts';
import { Crash, type Random, randomOf } from '../../support/lanes/chaos.ts';
import {
  emptyWorld,
  processIn,
  sourceRecords,
  type World,
} from '../../support/lanes/speed-world.ts';
import { runs } from '../../support/property.ts';

const SHARD = 'shardId-0';

const calm = { random: () => 0.999, probability: 0 };

/** Sales with few ids, so that some come again; one of them is too late now and then. */
const aSale = fc.record({
  id: fc.integer({ min: 0, max: 30 }).map((n) => `s${n}`),
  customer: fc.constantFrom('ada', 'bob'),
  country: fc.constantFrom('de', 'fr'),
  at: fc.integer({ min: -3, max: 40 }).map((seconds) => seconds * 1_000),
  amount: fc.constantFrom('1.00', '2.50'),
});

/**
 * Invocations that share one process: while one waits for a port others have begun, with the same
 * records and some before or behind. What fails is given again to the same process, which goes on with
 * whatever it remembers.
 */
async function deliver<T>(
  all: readonly T[],
  random: Random,
  take: (batch: readonly T[]) => Promise<boolean>,
): Promise<void> {
  for (let done = 0; done < all.length; ) {
    const invocations = Array.from({ length: 1 + Math.floor(random() * 3) }, async () => {
      const to = Math.min(all.length, done + 1 + Math.floor(random() * 8));
      const from = Math.max(0, done - Math.floor(random() * 6));
      return (await take(all.slice(from, to))) ? to : 0;
    });
    done = Math.max(done, ...(await Promise.all(invocations)));
  }
}

/** Lets others run in between, or not. */
async function others(random: Random): Promise<void> {
  for (let i = random() * 4; i > 1; i--) await undefined;
}

/** All that readers see, but when the newest record came that was in a batch. */
const resultsOf = (world: World): readonly string[] =>
  [...world.rows.rows(), ...world.records.all(), ...world.late.all()]
    .map((result) => JSON.stringify({ ...result, updatedAt: 0, watermark: 0 }))
    .sort();

async function shared(texts: readonly string[], seed: number, probability: number) {
  const random = randomOf(seed);
  const world = emptyWorld([SHARD], 20_000);
  const faults = { random: probability === 0 ? calm.random : random, probability };
  const process = processIn(world, shops.stateful, faults);
  let attempts = 0;
  const soon = (work: () => Promise<boolean>): Promise<boolean> => {
    if (attempts++ > 300) faults.probability = 0; // faults stop at some time
    return work();
  };
  await deliver(sourceRecords(texts), random, (batch) =>
    soon(() => process.takeRecords(SHARD, batch)),
  );
  await deliver(world.exchange.sent(), random, (batch) => soon(() => process.takeMessages(batch)));
  return resultsOf(world);
}

describe('one process that is called while it works', () => {
  test('L13: counts every event once, whatever fails in it and is given to it again', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(aSale, { maxLength: 40 }),
        fc.nat(),
        fc.constantFrom(0, 0.05, 0.2),
        async (sales, seed, probability) => {
          const texts = sales.map((sale) => JSON.stringify(sale));
          const world = emptyWorld([SHARD]);
          const alone = processIn(world, shops.stateful, calm);
          for (const record of sourceRecords(texts)) await alone.takeRecords(SHARD, [record]);
          for (const message of world.exchange.sent()) await alone.takeMessages([message]);

          const given = await shared(texts, seed, probability);

          expect(given).toEqual(resultsOf(world));
        },
      ),
      runs(60),
    );
  });

  test('L9: stores every record of a shard once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40 }), fc.nat(), async (count, seed) => {
        const random = randomOf(seed);
        const lake = memoryLake();
        const lane = archiveLane(
          { name: 'sales', time: 'at', decode: () => ({ at: 0 }) },
          {
            lake: troubledLake(lake, { random, pass: () => others(random), deaths: 0.1 }),
            topology: { shards: async () => [] },
            encode: jsonFile,
          },
        );
        const records = sourceRecords(Array.from({ length: count }, (_, i) => `${i}`));

        await deliver(records, random, async (batch) => {
          const archived = await lane.take(SHARD, batch);
          if (!archived.ok && !(archived.cause instanceof Crash)) throw archived.cause;
          return archived.ok;
        });

        const { rows, links } = await storedIn(lake, 'sales');
        expect(rows.map(({ sequence }) => sequence)).toEqual(
          records.map(({ sequence }) => sequence),
        );
        expect(verifyChain(links, { since: GENESIS }).findings).toEqual([]);
      }),
      runs(40),
    );
  });
});
