import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../../lib/cli/produce/seeded-random.ts';
import { count } from '../../../lib/core/aggregators/authoring.ts';
import { tumbling } from '../../../lib/core/windows/window.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';
import { Sale } from '../../support/definitions/shop.ts';
import {
  emptyWorld,
  processIn,
  sourceRecords,
  type World,
} from '../../support/lanes/speed-world.ts';

const shop = pipeline('shop', (p) => {
  const sales = p.stream('sales', Sale, {
    key: 'customer',
    time: 'at',
    id: 'id',
    maxOutOfOrderness: '0s',
    maxClockSkew: '1000d',
    dedupeWithin: '10s',
  });
  const window = tumbling('10s');
  sales.groupBy('customer').window(window).aggregate({ orders: count() }).view('by_customer');
  sales.groupBy('id').window(window).aggregate({ orders: count() }).view('by_id');
});

const calm = { random: seededRandom(1), probability: 0 };

let sequence = 1;
const takeIn = async (world: World, shard: string, ...times: readonly number[]): Promise<void> => {
  const texts = times.map((at) => `{"id":"${at}","customer":"ada","at":${at},"amount":1}`);
  const records = sourceRecords(texts, sequence).map((record) => ({
    ...record,
    arrival: Number(record.sequence) * 6_000, // of three, the last comes after the first is forgotten
  }));
  sequence += times.length;
  const process = processIn(world, shop, calm);
  await process.takeRecords(shard, records);
  await process.takeMessages(world.exchange.sent()); // all of them, again and again
};

const reshard = (world: World, parents: readonly string[], ...children: readonly string[]): void =>
  void world.shards.push(...children.map((id) => ({ id, parents, closed: false })));

/** How far all tasks of a view have come. */
const publishedIn = (world: World, view: string): number =>
  Math.min(...[...world.rows.watermarks(view).values()].map((at) => at ?? -Infinity));

/** What the simulator found, at its smallest. */
describe('replacing shards', () => {
  test('never takes a view back: the halves of a split start where their parent ended', async () => {
    const world = emptyWorld(['a']);
    await takeIn(world, 'a', 5_000);
    reshard(world, ['a'], 'b', 'c');

    await takeIn(world, 'b', 7_000);

    expect(publishedIn(world, 'by_customer')).toBe(5_000);
    expect(publishedIn(world, 'by_id')).toBe(5_000);
  });

  test('never leaves a view without writers: a merged shard is known before its parents go', async () => {
    const world = emptyWorld(['a', 'b']);
    reshard(world, ['a', 'b'], 'm');
    const process = processIn(world, shop, calm);

    await process.takeRecords('m', sourceRecords(['not an event'], 1));

    expect(publishedIn(world, 'by_customer')).toBe(-Infinity);
  });

  test('waits for the other half of a shard that was split before it had a record', async () => {
    const world = emptyWorld(['a']);
    await takeIn(world, 'a', 5_000);
    reshard(world, ['a'], 'b', 'c');
    reshard(world, ['c'], 'd', 'e');

    await takeIn(world, 'd', 90_000);
    await takeIn(world, 'e', 90_000);

    expect(publishedIn(world, 'by_customer')).toBe(5_000); // of b, which has not spoken
    expect(publishedIn(world, 'by_id')).toBe(5_000);
  });

  test('does not let a shard start where the parent of another ended', async () => {
    const world = emptyWorld(['a', 'z']);
    await takeIn(world, 'z', 5_000);
    reshard(world, ['a'], 'b', 'c');
    reshard(world, ['c', 'z'], 'm');

    await takeIn(world, 'm', 6_000);

    expect(publishedIn(world, 'by_customer')).toBe(-Infinity); // of b, which inherits from nobody
  });

  test('counts what the parent sent once, though it is delivered again behind its child', async () => {
    const world = emptyWorld(['a']);
    await takeIn(world, 'a', 1_000);
    reshard(world, ['a'], 'b', 'c');

    await takeIn(world, 'b', 2_000);
    await takeIn(world, 'c', 3_000);
    await takeIn(world, 'b', 30_000);
    await takeIn(world, 'c', 30_000);

    const counts = world.rows.rows().filter(({ view, start }) => view === 'by_id' && start === 0);
    expect(counts.map(({ key, acc }) => [key, ...acc])).toEqual([
      ['1000', 1],
      ['2000', 1],
      ['3000', 1],
    ]);
    expect(publishedIn(world, 'by_id')).toBe(30_000);
  });
});

describe('remembering ids', () => {
  test('does not depend on where a batch is cut', async () => {
    const cut = emptyWorld(['a']);
    await takeIn(cut, 'a', 1_000);
    await takeIn(cut, 'a', 30_000);
    await takeIn(cut, 'a', 1_000);
    const whole = emptyWorld(['a']);

    await takeIn(whole, 'a', 1_000, 30_000, 1_000);

    expect(whole.late.all().length).toBe(cut.late.all().length);
    expect(cut.late.all().length).toBe(2); // forgotten, and too late for both views
  });
});
