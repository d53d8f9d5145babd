import { describe, expect, test } from '@jest/globals';
import { count } from '../../../lib/core/aggregators/authoring.ts';
import { tumbling } from '../../../lib/core/windows/window.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';
import { planOf } from '../../../lib/pipeline/plan/planner.ts';
import { startExchangeLane } from '../../../lib/runtime/exchange/exchange-lane.ts';
import { exchangeLaneOf } from '../../../lib/runtime/lanes/lanes-of.ts';
import { Sale } from '../../support/definitions/shop.ts';
import { emptyWorld, processIn, sourceRecords } from '../../support/lanes/speed-world.ts';

const shop = pipeline('shop', (p) => {
  p.stream('sales', Sale, { key: 'customer', time: 'at' })
    .groupAll()
    .window(tumbling('1h'))
    .aggregate({ orders: count() })
    .view('totals');
});

describe('the buckets of the exchange', () => {
  test('are never more or fewer than those that state was written under', async () => {
    const world = emptyWorld(['shardId-0']);
    const text = '{"id":"1","customer":"ada","country":"de","at":0,"amount":1}';
    const process = processIn(world, shop, { random: () => 0.999, probability: 0 });
    await process.takeRecords('shardId-0', sourceRecords([text]));
    const messages = world.exchange.sent();
    await process.takeMessages(messages);
    const lane = exchangeLaneOf(shop, planOf(shop));
    const ports = {
      ...world,
      topology: { shards: async () => world.shards, membership: async () => () => true },
    };

    const changed = startExchangeLane('shop', { ...lane, buckets: lane.buckets + 1 }, ports).take(
      messages.map((message) => ({ ...message, epoch: message.epoch + 1 })),
    );

    await expect(changed).rejects.toThrow(
      /got 5 buckets, expected 4, .*keep the number.*\[EXCHANGE_BUCKETS_CHANGED\]/,
    );
  });
});
