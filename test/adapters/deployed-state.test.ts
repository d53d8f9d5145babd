import { describe, expect, test } from '@jest/globals';
import { storedMeanings } from '../../lib/adapters/aws/deployed-state.ts';
import { count, max } from '../../lib/core/aggregators/authoring.ts';
import { tumbling } from '../../lib/core/windows/window.ts';
import { pipeline } from '../../lib/pipeline/builder/pipeline.ts';
import type { Pipeline } from '../../lib/pipeline/definition/definition.ts';
import { compareDeployed } from '../../lib/pipeline/plan/compare-deployed.ts';
import { planOf } from '../../lib/pipeline/plan/planner.ts';
import { Sale } from '../support/definitions/shop.ts';
import { emptyWorld, processIn, sourceRecords, type World } from '../support/lanes/speed-world.ts';

const SHARD = 'shardId-0';
const text = '{"id":"1","customer":"ada","country":"de","at":0,"amount":"1.00"}';

interface Shape {
  /** Of windows where the rows are, and behind the exchange. */
  readonly here?: '1h' | '2h';
  readonly there?: '1h' | '2h';
  readonly next?: boolean;
  readonly without?: 'here';
}

const shopOf = ({ here = '1h', there = '1h', next = false, without }: Shape): Pipeline =>
  pipeline('shop', (p) => {
    const sales = p.stream('sales', Sale, { key: 'customer', time: 'at' });
    if (without !== 'here') {
      sales.groupBy('customer').window(tumbling(here)).aggregate({ n: count() }).view('here');
    }
    const all = sales.groupAll();
    all.window(tumbling(there)).aggregate({ n: count() }).view('there');
    if (next)
      all
        .window(tumbling('1d'))
        .aggregate({ m: max('amount') })
        .view('there', { version: 2 });
  });

async function deploy(world: World, shop: Pipeline, sequence: number): Promise<string> {
  const process = processIn(world, shop, { random: () => 0.999, probability: 0 });
  try {
    const sent = world.exchange.sent().length;
    await process.takeRecords(SHARD, sourceRecords([text], sequence));
    await process.takeMessages(world.exchange.sent().slice(sent));
    return 'goes on';
  } catch (error) {
    return (error as { readonly code: string }).code;
  }
}

const tasksOf = (shop: Pipeline) =>
  planOf(shop).lanes.flatMap(({ name: lane, kind }) => {
    const shards = kind === 'exchange' ? [0, 1, 2, 3].map((i) => `exchange-${i}`) : [SHARD];
    return shards.map((shard) => ({ pipeline: 'shop', lane, shard }));
  });

describe('what is said before a deployment', () => {
  test.each<[string, Shape, string, readonly string[]]>([
    ['nothing changed', {}, 'goes on', []],
    ['a view was edited where its rows are', { here: '2h' }, 'VIEW_CHANGED', ['view changed here']],
    ['one was behind the exchange', { there: '2h' }, 'VIEW_CHANGED', ['view changed there']],
    ['a version was declared beside one', { next: true }, 'goes on', ['view new there@2']],
    ['a view was removed', { without: 'here' }, 'goes on', ['view removed here']],
  ])('is what lanes do afterwards: %s', async (_, shape, becomes, expected) => {
    const world = emptyWorld([SHARD]);
    await deploy(world, shopOf({}), 8);
    const changed = shopOf(shape);

    const meanings = await storedMeanings(world.heads, tasksOf(changed));
    const found = compareDeployed(planOf(changed), { meanings, otherStreams: [] });

    expect(found.map(({ kind, name }) => `${kind} ${name}`)).toEqual(expected);
    expect(found.some(({ stops }) => stops)).toBe(becomes !== 'goes on');
    expect(await deploy(world, changed, 20)).toBe(becomes);
  });

  test('names the version to declare, and streams that go', async () => {
    const world = emptyWorld([SHARD]);
    await deploy(world, shopOf({ next: true }), 8);
    const changed = planOf(shopOf({ next: true, there: '2h' }));
    const meanings = await storedMeanings(world.heads, tasksOf(shopOf({ next: true })));

    const found = compareDeployed(changed, { meanings, otherStreams: ['shop-dev-clicks'] });

    expect(found.map(({ kind, stops }) => [kind, stops])).toEqual([
      ['view changed', true],
      ['stream removed', false],
    ]);
    expect(found[0]?.says).toContain(
      "declare the new one beside it with .view('there', { version: 3 })",
    );
  });
});
