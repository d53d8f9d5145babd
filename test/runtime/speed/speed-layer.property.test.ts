import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lateIndex } from '../../../lib/serving/late-index.ts';
import { shop } from '../../support/definitions/shop.ts';
import { type Random, randomOf } from '../../support/lanes/chaos.ts';
import { naiveSpeed, type Sold, VIEWS } from '../../support/lanes/naive-speed.ts';
import {
  emptyWorld,
  processIn,
  sourceRecords,
  type World,
} from '../../support/lanes/speed-world.ts';
import { runs } from '../../support/property.ts';

const SHARDS = ['shardId-0', 'shardId-1'];

/** Times on window edges and a millisecond beside them; customers stay on their shard. */
const aSale: fc.Arbitrary<Sold> = fc
  .record({
    customer: fc.constantFrom('ada', 'bob', 'cyd', 'dan'),
    country: fc.constantFrom('de', 'fr', undefined),
    seconds: fc.integer({ min: -15, max: 60 }),
    beside: fc.constantFrom(0, 0, 0, -1, 1),
    cents: fc.integer({ min: -500, max: 100_000 }),
  })
  .map(({ customer, country, seconds, beside, cents }) => ({
    shard: SHARDS[customer < 'c' ? 0 : 1] ?? '',
    customer,
    country,
    at: seconds * 1_000 + beside,
    cents,
  }));

const textOf = ({ customer, country, at, cents }: Sold, i: number): string =>
  JSON.stringify({ id: `s${i}`, customer, country, at, amount: (cents / 100).toFixed(2) });

/**
 * Delivers as an event source mapping does at its worst: any batch sizes, again after a crash and in
 * another composition, by processes that do not know each other, two of them at once now and then.
 */
async function deliver(world: World, sold: readonly Sold[], random: Random, probability: number) {
  const faults = { random, probability };
  let process = processIn(world, shop, faults);
  const until = async (attempt: () => Promise<boolean>): Promise<void> => {
    for (let tries = 0; !(await attempt()); tries++) {
      if (tries > 60) faults.probability = 0; // faults stop at some time
      process = processIn(world, shop, faults);
    }
    faults.probability = probability;
  };
  for (const shard of SHARDS) {
    const records = sourceRecords(sold.filter((sale) => sale.shard === shard).map(textOf));
    for (let from = 0; from < records.length; ) {
      let to = 0;
      await until(async () => {
        to = Math.min(records.length, from + 1 + Math.floor(random() * 12));
        const batch = records.slice(Math.max(0, from - Math.floor(random() * 4)), to);
        const zombie = random() < 0.2 ? processIn(world, shop, faults) : undefined;
        const [done] = await Promise.all([
          process.takeRecords(shard, batch),
          zombie?.takeRecords(shard, batch.slice(0, 1 + Math.floor(random() * batch.length))),
        ]);
        return done;
      });
      from = to;
    }
  }
  const sent = world.exchange.sent();
  for (let from = 0; from < sent.length; ) {
    let to = 0;
    await until(() => {
      to = Math.min(sent.length, from + 1 + Math.floor(random() * 8));
      return process.takeMessages(sent.slice(Math.max(0, from - 2), to));
    });
    from = to;
  }
}

const rowsOf = (world: World): string[] =>
  world.rows
    .rows()
    .map(({ view, key, start, acc }) => `${view} ${key} ${start}: ${JSON.stringify(acc)}`)
    .sort();

const lateOf = (world: World): string[] =>
  world.late
    .all()
    .map(({ view, key, eventTime, until = '' }) => `${view} ${key} ${eventTime} ${until}`.trim())
    .sort();

describe('the speed layer', () => {
  test('L4: gives the rows and the late events of a recomputation from scratch', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(aSale, { maxLength: 60 }), fc.integer(), async (sold, seed) => {
        const world = emptyWorld(SHARDS);
        await deliver(world, sold, randomOf(seed), 0);
        const expected = naiveSpeed(sold, 3_000);

        expect(rowsOf(world).map(readable)).toEqual(expected.rows);
        expect(lateOf(world)).toEqual(expected.late);
      }),
      runs(60),
    );
  });

  test('names the key and the window of everything that a row lacks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(aSale, { maxLength: 60 }), async (sold) => {
        const world = emptyWorld(SHARDS);
        await deliver(world, sold, () => 0.999, 0);
        const is = new Set(rowsOf(world).map(readable));
        const nothingLate = naiveSpeed(sold, Number.POSITIVE_INFINITY).rows;

        for (const line of nothingLate.filter((each) => !is.has(each))) {
          const [name = '', key = '', from = ''] = line.split(/[ :]/);
          const size = VIEWS.find((view) => view.name === name)?.size ?? 0;
          const late = lateIndex(world.late.all().filter(({ view }) => view === name));
          const row = { key, start: Number(from), end: Number(from) + size };
          expect([line, late.excuse(row)]).toEqual([line, 'key']);
        }
      }),
      runs(60),
    );
  });

  test('L5: counts every event once in every view, whatever dies and is delivered again', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(aSale, { maxLength: 40 }),
        fc.integer(),
        fc.constantFrom(0, 0.03, 0.15),
        fc.constantFrom(2_500, 1_000_000),
        async (sold, seed, probability, headCharacters) => {
          const calm = emptyWorld(SHARDS);
          await deliver(calm, sold, () => 0.999, 0);
          const world = emptyWorld(SHARDS, headCharacters);
          await deliver(world, sold, randomOf(seed), probability);

          expect(rowsOf(world)).toEqual(rowsOf(calm));
          expect(lateOf(world)).toEqual(lateOf(calm));
        },
      ),
      runs(60),
    );
  });
});

/** `view key start: orders cents`, as the oracle writes it. */
function readable(row: string): string {
  const at = row.lastIndexOf(': ');
  return `${row.slice(0, at)}: ${(JSON.parse(row.slice(at + 2)) as number[]).join(' ')}`;
}
