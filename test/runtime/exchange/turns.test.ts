import { describe, expect, test } from '@jest/globals';
import { count } from '../../../lib/core/aggregators/authoring.ts';
import { SLOTS } from '../../../lib/core/slots.ts';
import { session } from '../../../lib/core/windows/window-kinds.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';
import { planOf } from '../../../lib/pipeline/plan/planner.ts';
import type { ExchangeMessage } from '../../../lib/ports/effects.ts';
import { FIRST_LAYOUT } from '../../../lib/ports/exchange-layout.ts';
import { exchangeLogic } from '../../../lib/runtime/exchange/exchange-logic.ts';
import { unheard } from '../../../lib/runtime/exchange/lane-board.ts';
import { NO_KEYED_PROGRESS } from '../../../lib/runtime/keyed/keyed-progress.ts';
import { exchangeLaneOf } from '../../../lib/runtime/lanes/lanes-of.ts';
import { numberedRecords } from '../../support/definitions/platforms.ts';
import { shop } from '../../support/definitions/shop.ts';
import { Click, User } from '../../support/definitions/site.ts';
import { emptyWorld, processIn } from '../../support/lanes/speed-world.ts';

const SHARDS = ['clicks:0', 'users:0'];

/** A key with many pairs, and sessions of it that end. */
const site = pipeline('site', (p) => {
  const common = { key: 'user', time: 'at', maxOutOfOrderness: 0, maxClockSkew: '365d' } as const;
  const clicks = p.stream('clicks', Click, common);
  const users = p.stream('users', User, common);
  clicks
    .groupBy('user')
    .join(users.groupBy('user'), { as: ['click', 'sign'], lower: '-1h', upper: '1h' })
    .groupBy('click_user')
    .view('pairs');
  clicks.groupBy('page').window(session('1s')).aggregate({ n: count() }).view('visits');
});

type Asked = 'queue' | 'timers';

/** What each epoch of each bucket asks of the store, in its order, by bucket and then by epoch. */
async function epochs(): Promise<Map<string, { readonly nth: number; readonly asks: Asked[] }[]>> {
  const world = emptyWorld(SHARDS, 30_000);
  const found = new Map<string, { nth: number; asks: Asked[] }[]>();
  const asks = new Map<string, Asked[]>();
  const watched = {
    ...world,
    states: {
      ...world.states,
      due: (async (task, query) => {
        const mine = asks.get(task.shard) ?? [];
        asks.set(task.shard, [...mine, query.step.startsWith('behind/') ? 'queue' : 'timers']);
        return world.states.due(task, query);
      }) as typeof world.states.due,
    },
    heads: {
      ...world.heads,
      commit: (async (task, head, expected) => {
        const all = found.get(task.shard) ?? [];
        found.set(task.shard, all);
        all.push({ nth: head.epoch, asks: asks.get(task.shard) ?? [] });
        asks.delete(task.shard);
        return world.heads.commit(task, head, expected);
      }) as typeof world.heads.commit,
    },
  };
  const process = processIn(watched, site, { random: () => 0.999, probability: 0 });
  const clicks = Array.from({ length: 60 }, (_, i) => ({
    ...{ id: `c${i}`, user: 'hot', page: `page-${i}`, at: i, ms: 0 },
  }));
  const arrivals = [
    { shard: 'clicks:0', items: clicks },
    { shard: 'users:0', items: clicks.map(({ user, at }) => ({ user, at, city: 'oslo' })) },
    ...SHARDS.map((shard) => ({ shard, items: [1_000_000] })),
  ];
  for (const { shard, records } of numberedRecords(arrivals)) {
    await process.takeRecords(shard, records);
  }
  await process.takeMessages(world.exchange.sent());
  return found;
}

describe('a bucket with a key that is behind', () => {
  test('works off in every epoch once no message is left, and before that in turns with messages', async () => {
    const behind = [...(await epochs()).values()].map((each) =>
      each.filter(({ asks }) => asks.includes('queue')),
    );
    const worksOff = behind.reduce((most, each) => (each.length > most.length ? each : most), []);
    const isLeft = (nth: number): boolean => worksOff.some((each) => each.nth === nth);

    expect(worksOff.length).toBeGreaterThan(8);
    const first = worksOff[0]?.nth ?? 0;
    expect(isLeft(first + 1)).toBe(false); // that one reads
    const last = worksOff.at(-1)?.nth ?? 0;
    const tail = Array.from({ length: 6 }, (_, i) => last - i);
    expect(tail.map(isLeft)).toEqual(tail.map(() => true)); // no message is left, so each works off
  });
});

test('what comes twice in a batch is left once', () => {
  const lane = exchangeLaneOf(shop, planOf(shop));
  const logic = exchangeLogic(lane, {} as never);
  const slots = { from: 0, to: SLOTS };
  const message: ExchangeMessage = {
    ...{ lane: 'sales.speed', shard: 'a', gen: 1, epoch: 2, part: 0, parts: 1, slots },
    ...{ watermark: 100, arrival: 7, events: [] },
    deltas: [{ view: 'recent_by_country', key: 'de', start: 0, end: 10_000, acc: [1] }],
  };
  const slice = { message, from: 0, to: 1 };
  const counters = { deltas: 0, late: 0, refused: 0 };
  const board = { 'sales.speed': { a: [unheard(slots)] } };

  const left = logic.rest(
    { slices: [slice, { ...slice }], timers: 1, goesOn: () => false },
    {
      ...{ board, watermarks: {}, counters, keyed: NO_KEYED_PROGRESS },
      ...{ slots, ancestors: [], registration: null, layout: FIRST_LAYOUT },
    },
  );

  expect(left?.slices).toEqual([slice]);
});
