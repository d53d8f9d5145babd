import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../../lib/cli/produce/seeded-random.ts';
import { count, sum } from '../../../lib/core/aggregators/authoring.ts';
import { tumbling } from '../../../lib/core/windows/window.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';
import type { Pipeline } from '../../../lib/pipeline/definition/definition.ts';
import { FIRST_LAYOUT } from '../../../lib/ports/exchange-layout.ts';
import type { SourceProgress } from '../../../lib/runtime/speed/progress.ts';
import { Sale } from '../../support/definitions/shop.ts';
import { emptyWorld, processIn, sourceRecords } from '../../support/lanes/speed-world.ts';

interface Spec {
  readonly size: string;
  readonly version?: number;
  readonly more?: boolean;
}

const shopWith = ({ size, version = 1, more = false }: Spec): Pipeline =>
  pipeline('shop', (p) => {
    const sales = p.stream('sales', Sale, { key: 'customer', time: 'at' });
    const perCustomer = sales.groupBy('customer').window(tumbling(size));
    perCustomer.aggregate({ orders: count() }).view('orders', { version });
    if (more) perCustomer.aggregate({ spent: sum('amount') }).view('spent');
  });

const calm = { random: seededRandom(1), probability: 0 };
const records = sourceRecords([
  '{"id":"1","customer":"ada","at":0,"amount":1}',
  '{"id":"2","customer":"ada","at":1,"amount":1}',
]);
const shard = 'shardId-0';

describe('resuming stored state', () => {
  test('L7: is refused under another definition, and says how to go on', async () => {
    const world = emptyWorld([shard]);
    await processIn(world, shopWith({ size: '1h' }), calm).takeRecords(shard, records.slice(0, 1));

    const changed = processIn(world, shopWith({ size: '2h' }), calm).takeRecords(shard, records);

    await expect(changed).rejects.toThrow(
      /^shop › orders: the definition changed under the state that sales\.speed has; got fingerprint \w{16}, expected \w{16}; declare \.view\('orders', \{ version: 2 \}\), or deploy the former definition \[VIEW_CHANGED\]$/,
    );
  });

  test('goes on under the same definition, from where it stood', async () => {
    const world = emptyWorld([shard]);
    await processIn(world, shopWith({ size: '1h' }), calm).takeRecords(shard, records.slice(0, 1));

    await processIn(world, shopWith({ size: '1h' }), calm).takeRecords(shard, records);

    expect(world.rows.rows()).toMatchObject([{ view: 'orders', key: 'ada', acc: [2] }]);
  });

  test('lets a new version begin beside the rows of the old one', async () => {
    const world = emptyWorld([shard]);
    await processIn(world, shopWith({ size: '1h' }), calm).takeRecords(shard, records.slice(0, 1));

    await processIn(world, shopWith({ size: '2h', version: 2 }), calm).takeRecords(shard, records);

    expect(world.rows.rows()).toMatchObject([
      { view: 'orders', acc: [1] },
      { view: 'orders@2', acc: [1] },
    ]);
  });

  test('lets a new view join a lane that has state', async () => {
    const world = emptyWorld([shard]);
    await processIn(world, shopWith({ size: '1h' }), calm).takeRecords(shard, records.slice(0, 1));

    await processIn(world, shopWith({ size: '1h', more: true }), calm).takeRecords(shard, records);

    expect(world.rows.rows()).toMatchObject([
      { view: 'orders', acc: [2] },
      { view: 'spent', acc: [100] },
    ]);
  });

  test('goes on from heads that were written before the exchange could be scaled', async () => {
    const world = emptyWorld([shard]);
    const byCountry = pipeline('shop', (p) => {
      const sales = p.stream('sales', Sale, { key: 'customer', time: 'at' });
      sales.groupAll().window(tumbling('1h')).aggregate({ orders: count() }).view('all');
    });
    const task = { pipeline: 'shop', lane: 'sales.speed', shard };
    await processIn(world, byCountry, calm).takeRecords(shard, records.slice(0, 1));
    const { head } = (await world.heads.read<SourceProgress>(task)) ?? {};
    if (head === undefined) throw new Error('there is no head');
    const { layout: _, ...before } = head.progress;
    await world.heads.commit(task, { ...head, epoch: 2, progress: before }, 1);

    await processIn(world, byCountry, calm).takeRecords(shard, records);

    expect((await world.heads.read(task))?.head).toMatchObject({
      epoch: 3,
      progress: { layout: FIRST_LAYOUT },
    });
  });
});
