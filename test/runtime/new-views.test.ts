import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../lib/cli/produce/seeded-random.ts';
import { count } from '../../lib/core/aggregators/authoring.ts';
import { tumbling } from '../../lib/core/windows/window.ts';
import { pipeline } from '../../lib/pipeline/builder/pipeline.ts';
import type { Pipeline } from '../../lib/pipeline/definition/definition.ts';
import { Sale } from '../support/definitions/shop.ts';
import { emptyWorld, processIn, sourceRecords, type World } from '../support/lanes/speed-world.ts';

interface Spec {
  /** Fields that sales are grouped by, one view each. */
  readonly by: readonly ('customer' | 'id')[];
  readonly size?: string;
}

const shopWith = ({ by, size = '10s' }: Spec): Pipeline =>
  pipeline('shop', (p) => {
    const sales = p.stream('sales', Sale, {
      key: 'customer',
      time: 'at',
      maxOutOfOrderness: '0s',
      maxClockSkew: '1000d',
    });
    for (const field of by) {
      const windowed = sales.groupBy(field).window(tumbling(size));
      windowed.aggregate({ orders: count() }).view(`by_${field}`);
    }
  });

const calm = { random: seededRandom(1), probability: 0 };

let sequence = 1;
async function take(world: World, shop: Pipeline, shard: string, at: number): Promise<void> {
  const text = `{"id":"${at}","customer":"ada","at":${at},"amount":1}`;
  const process = processIn(world, shop, calm);
  await process.takeRecords(shard, sourceRecords([text], sequence++));
  await process.takeMessages(world.exchange.sent());
}

/** How far all tasks of a view have come. */
const publishedIn = (world: World, view: string): number =>
  Math.min(...[...world.rows.watermarks(view).values()].map((at) => at ?? -Infinity));

const perCustomer = shopWith({ by: ['customer'] });
const perId = shopWith({ by: ['id'] });
const perBoth = shopWith({ by: ['customer', 'id'] });

/** What the simulator found when it deployed in mid-stream, at its smallest. */
describe('a view that is deployed in mid-stream', () => {
  test.each([
    ['where the rows are', perId, 'by_customer'],
    ['behind the exchange', perCustomer, 'by_id'],
  ])('is not complete before every shard has it: %s', async (_, before, added) => {
    const world = emptyWorld(['a', 'b']);
    await take(world, before, 'a', 1_000);
    await take(world, before, 'b', 1_000);

    await take(world, perBoth, 'a', 50_000);
    expect(publishedIn(world, added)).toBe(-Infinity);

    await take(world, perBoth, 'b', 40_000);
    expect(publishedIn(world, added)).toBe(40_000);
  });

  test('is not held back by shards that were replaced before there was an exchange', async () => {
    const world = emptyWorld(['a']);
    await take(world, perCustomer, 'a', 1_000);
    world.shards.splice(0, 1, { id: 'a', parents: [], closed: true });
    world.shards.push({ id: 'b', parents: ['a'], closed: false });
    await take(world, perCustomer, 'b', 2_000);
    await take(world, perCustomer, 'b', 3_000);

    await take(world, perBoth, 'b', 4_000);

    expect(publishedIn(world, 'by_id')).toBe(4_000);
  });
});

describe('a definition that changes', () => {
  test('L7: is refused on the child of a shard as it would be on the shard', async () => {
    const world = emptyWorld(['a']);
    await take(world, perCustomer, 'a', 1_000);
    world.shards.push({ id: 'b', parents: ['a'], closed: false });

    const changed = take(world, shopWith({ by: ['customer'], size: '1h' }), 'b', 2_000);

    await expect(changed).rejects.toThrow('[VIEW_CHANGED]');
  });

  test('L7: is refused though the view was away in between: its rows are still there', async () => {
    const world = emptyWorld(['a']);
    await take(world, perCustomer, 'a', 1_000);
    await take(world, perId, 'a', 2_000);

    const changed = take(world, shopWith({ by: ['customer'], size: '1h' }), 'a', 3_000);

    await expect(changed).rejects.toThrow('[VIEW_CHANGED]');
  });
});
