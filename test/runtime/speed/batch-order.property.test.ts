import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { encodeMessage } from '../../../lib/adapters/kinesis/exchange.ts';
import { memoryLake } from '../../../lib/adapters/memory/lake.ts';
import { exchangeHandler } from '../../../lib/functions/exchange-handler.ts';
import type { SourceRecord } from '../../../lib/ports/source-record.ts';
import { archiveLane } from '../../../lib/runtime/archive/archive-lane.ts';
import { kinesisEvent } from '../../support/aws/kinesis-event.ts';
import { shop } from '../../support/definitions/shop.ts';
import { jsonFile, storedIn } from '../../support/lanes/archive-world.ts';
import { type Random, randomOf } from '../../support/lanes/chaos.ts';
import { plentyOfTime } from '../../support/lanes/deadline.ts';
import { emptyWorld, processIn, sourceRecords } from '../../support/lanes/speed-world.ts';
import { runs } from '../../support/property.ts';

const SHARD = 'shardId-0';

const aSale = fc.record({
  customer: fc.constantFrom('ada', 'bob'),
  country: fc.constantFrom('de', 'fr', undefined),
  at: fc.integer({ min: -3, max: 40 }).map((seconds) => seconds * 1_000),
  amount: fc.constantFrom('1.00', '2.50', '59.00'),
});

/** Sales as records, some of them packed together; numbers grow a digit on the way. */
const aShard = fc
  .array(fc.tuple(aSale, fc.nat(2)), { minLength: 1, maxLength: 30 })
  .map((sales) => {
    const texts = sales.map(([sale], i) => JSON.stringify({ id: `s${i}`, ...sale }));
    let sequence = 7;
    let sub = 0;
    return sourceRecords(texts).map((record, i): SourceRecord => {
      const isPacked = i > 0 && sales[i]?.[1] === 0;
      if (!isPacked) sequence++;
      sub = isPacked ? sub + 1 : 0;
      return { ...record, sequence: `${sequence}`, sub };
    });
  });

/** Parts of a list one after the other, a few items each. */
function parts<T>(all: readonly T[], random: Random): T[][] {
  const cut: T[][] = [];
  for (let from = 0; from < all.length; ) {
    const to = from + 1 + Math.floor(random() * 8);
    cut.push(all.slice(from, to));
    from = to;
  }
  return cut;
}

/** The same items in any order, some of them more than once. */
function jumbled<T>(items: readonly T[], random: Random): T[] {
  const again = items.filter(() => random() < 0.3);
  return [...items, ...again]
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

const asTheyAre = <T>(items: readonly T[]): readonly T[] => items;

type Order = <T>(items: readonly T[], random: Random) => readonly T[];

/** Everything that comes of records which both lanes get in batches of that order. */
async function resultsOf(records: readonly SourceRecord[], seed: number, order: Order) {
  const random = randomOf(seed);
  const world = emptyWorld([SHARD]);
  const process = processIn(world, shop, { random: () => 0.999, probability: 0 });
  for (const batch of parts(records, random)) {
    await process.takeRecords(SHARD, order(batch, random));
  }
  const handle = exchangeHandler({
    async take(_, messages) {
      await process.takeMessages(messages);
      return undefined;
    },
  });
  const cuts = randomOf(seed);
  for (const batch of parts([...world.exchange.sent().entries()], cuts)) {
    const put = batch.map(([i, message]) => ({
      data: encodeMessage(message),
      sequence: `${95 + i}`,
    }));
    await handle(kinesisEvent(order(put, cuts)), plentyOfTime);
  }
  return {
    rows: world.rows
      .rows()
      .map((row) => JSON.stringify(row))
      .sort(),
    late: world.late
      .all()
      .map((late) => JSON.stringify(late))
      .sort(),
    marks: [...world.heads.marks()],
  };
}

const archivedOf = async (records: readonly SourceRecord[], seed: number, order: Order) => {
  const random = randomOf(seed);
  const lake = memoryLake();
  const lane = archiveLane(
    { name: 'sales', time: 'at', decode: () => ({ at: 0 }) },
    { lake, topology: { shards: async () => [] }, encode: jsonFile },
  );
  for (const batch of parts(records, random)) await lane.take(SHARD, order(batch, random));
  return storedIn(lake, 'sales');
};

describe('a batch', () => {
  test('L11: means the same in any order and with repetitions, for source and exchange', async () => {
    await fc.assert(
      fc.asyncProperty(aShard, fc.nat(), async (records, seed) => {
        const jumbling = randomOf(seed + 1);
        const expected = await resultsOf(records, seed, asTheyAre);

        const given = await resultsOf(records, seed, (items) => jumbled(items, jumbling));

        expect(given).toEqual(expected);
      }),
      runs(),
    );
  });

  test('L11: is archived the same in any order and with repetitions', async () => {
    await fc.assert(
      fc.asyncProperty(aShard, fc.nat(), async (records, seed) => {
        const jumbling = randomOf(seed + 1);
        const expected = await archivedOf(records, seed, asTheyAre);

        const given = await archivedOf(records, seed, (items) => jumbled(items, jumbling));

        expect(given).toEqual(expected);
      }),
      runs(),
    );
  });

  test('L11: counts a sale once though the newest record comes first and again last', async () => {
    const sale = (amount: string, at: number) =>
      `{"id":"${at}","customer":"ada","country":"de","at":${at},"amount":"${amount}"}`;
    const [one, two] = sourceRecords([sale('1.00', 1_000), sale('2.00', 1_001)], 9);
    const world = emptyWorld([SHARD]);
    const process = processIn(world, shop, { random: () => 0.999, probability: 0 });

    await process.takeRecords(SHARD, [two, one, two] as SourceRecord[]);
    await process.takeRecords(SHARD, [two, one] as SourceRecord[]);

    const row = world.rows.rows().find(({ view }) => view === 'by_customer');
    expect(row?.acc).toEqual([2, 300]);
  });
});
