import { describe, expect, test } from '@jest/globals';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';
import type { ExchangeMessage } from '../../../lib/ports/effects.ts';
import { numberedRecords } from '../../support/definitions/platforms.ts';
import { Click, User } from '../../support/definitions/site.ts';
import { spentAfter } from '../../support/lanes/deadline.ts';
import { emptyWorld, processIn, type World } from '../../support/lanes/speed-world.ts';

const SHARDS = ['clicks:0', 'users:0'];
const MANY = 150;
const OTHERS = 20;

/** Every click of a user pairs with every sign-up of that user. */
const site = pipeline('site', (p) => {
  const common = { key: 'user', time: 'at', maxOutOfOrderness: 0, maxClockSkew: '365d' } as const;
  const clicks = p.stream('clicks', Click, common);
  const users = p.stream('users', User, common);
  clicks
    .groupBy('user')
    .join(users.groupBy('user'), { as: ['click', 'sign'], lower: '-1h', upper: '1h' })
    .groupBy('click_user')
    .view('pairs');
});

const healthy = { random: () => 0.999, probability: 0 };

/** What the lanes send of many events of one user, and of one event of each of some others after them. */
async function crowd(world: World): Promise<readonly ExchangeMessage[]> {
  const click = (user: string, i: number) => ({ id: `${user}${i}`, user, page: 'p', at: i, ms: 0 });
  const clicks = [
    ...Array.from({ length: MANY }, (_, i) => click('hot', i)),
    ...Array.from({ length: OTHERS }, (_, i) => click(`other${i}`, MANY + i)),
  ];
  const signs = clicks.map(({ user, at }) => ({ user, at, city: 'oslo' }));
  const process = processIn(world, site, healthy);
  const arrivals = [
    { shard: 'clicks:0', items: clicks },
    { shard: 'users:0', items: signs },
  ];
  for (const { shard, records } of numberedRecords(arrivals)) {
    await process.takeRecords(shard, records);
  }
  return world.exchange.sent();
}

const pairsOf = (world: World, isWanted: (key: string) => boolean): number =>
  world.records.all().filter(({ key }) => isWanted(key)).length;

/** Buckets that have said how far the view is complete. */
const told = (world: World) =>
  new Map([...world.rows.watermarks('pairs')].filter(([, watermark]) => watermark !== undefined));

describe('one key with more pairs than an epoch takes', () => {
  test('gets all of them, over many epochs, in heads that hold few', async () => {
    const world = emptyWorld(SHARDS, 100_000);

    await processIn(world, site, healthy).takeMessages(await crowd(world));

    expect(pairsOf(world, (key) => key === 'hot')).toBe(MANY * MANY);
    expect(pairsOf(world, (key) => key !== 'hot')).toBe(OTHERS);
    expect(world.late.all()).toEqual([]);
    expect(world.states.timers().every(({ step }) => !step.includes('/'))).toBe(true);
  });

  test('keeps no other key waiting: its turns alternate with their events', async () => {
    const world = emptyWorld(SHARDS, 100_000);
    const messages = await crowd(world);
    const process = processIn(world, site, healthy);

    const isDone = await process.takeMessages(messages, spentAfter(2 * MANY + 3 * OTHERS + 100));

    expect(isDone).toBe(true);
    expect(pairsOf(world, (key) => key !== 'hot')).toBe(OTHERS);
    expect(pairsOf(world, (key) => key === 'hot')).toBeLessThan(MANY * MANY);
  });

  test('goes on when a message of the bucket to itself comes, behind those of others', async () => {
    const world = emptyWorld(SHARDS, 100_000);
    let delivered = 0;
    let calls = 0;
    await crowd(world);

    for (let sent = world.exchange.sent(); delivered < sent.length; sent = world.exchange.sent()) {
      calls++;
      const cold = processIn(world, site, healthy);
      const isDone = await cold.takeMessages(sent.slice(delivered), spentAfter(500));
      if (isDone) delivered = sent.length;
    }

    expect(pairsOf(world, () => true)).toBe(MANY * MANY + OTHERS);
    const own = world.exchange.sent().filter(({ lane }) => lane === 'wake');
    expect(own.length).toBeGreaterThan(0);
    expect(own.length).toBeLessThan(calls); // it is not sent again while one is under way
    expect(own.every(({ deltas, events }) => deltas.length + events.length === 0)).toBe(true);
  });

  test('is complete, as its view says, only when nothing is left of it', async () => {
    const world = emptyWorld(SHARDS, 100_000);
    const messages = await crowd(world);
    await processIn(world, site, healthy).takeMessages(messages, spentAfter(500));
    const before = told(world);

    await processIn(world, site, healthy).takeMessages(world.exchange.sent());

    expect(before.size).toBe(told(world).size - 1);
    expect(new Set([...told(world).values()].filter(Number.isFinite))).toEqual(
      new Set([MANY + OTHERS - 1]),
    );
  });
});
