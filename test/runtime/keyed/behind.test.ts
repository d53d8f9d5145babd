import { describe, expect, test } from '@jest/globals';
import { count } from '../../../lib/core/aggregators/authoring.ts';
import { where } from '../../../lib/core/expression.ts';
import { heartbeatText } from '../../../lib/core/heartbeat.ts';
import { SLOTS, slotOf } from '../../../lib/core/slots.ts';
import { tumbling } from '../../../lib/core/windows/window.ts';
import { session } from '../../../lib/core/windows/window-kinds.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';
import type { Pipeline } from '../../../lib/pipeline/definition/definition.ts';
import type { Budget } from '../../../lib/ports/budget.ts';
import { MAX_TIMERS } from '../../../lib/runtime/exchange/exchange-input.ts';
import { MAX_TURNS } from '../../../lib/runtime/keyed/keyed-epoch.ts';
import { Click, User } from '../../support/definitions/site.ts';
import { spentAfter } from '../../support/lanes/deadline.ts';
import { emptyWorld, processIn, type World } from '../../support/lanes/speed-world.ts';

const SHARDS = ['clicks:0', 'users:0'];
const FAR = 10_000_000;
const common = { key: 'user', time: 'at', maxOutOfOrderness: 0, maxClockSkew: '365d' } as const;

/** Sessions of each page, and how many of them ended in each minute, under another key. */
const visits = pipeline('visits', (p) => {
  const clicks = p.stream('clicks', Click, common);
  clicks
    .groupBy('page')
    .window(session('10s'))
    .aggregate({ n: count() })
    .rows()
    .groupAll()
    .window(tumbling('1m'))
    .aggregate({ sessions: count() })
    .view('it');
});

/** Pairs of each user, and how many there were in each minute, under another key. */
const pairs = pipeline('pairs', (p) => {
  const clicks = p.stream('clicks', Click, common);
  const users = p.stream('users', User, common);
  clicks
    .groupBy('user')
    .join(users.groupBy('user'), { as: ['click', 'sign'], lower: '-1m', upper: '1m' })
    .groupAll()
    .window(tumbling('1m'))
    .aggregate({ pairs: count() })
    .view('it');
});

/** Sessions of each page in two views. */
const twice = pipeline('twice', (p) => {
  const clicks = p.stream('clicks', Click, common);
  for (const view of ['it', 'also']) {
    const mine = clicks.filter(where('id', '==', view)).groupBy('page');
    mine.window(session('10s')).aggregate({ n: count() }).view(view);
  }
});

/** Names whose state is behind the first quarter of the exchange. */
function namesOf(wanted: number, view = 'it'): string[] {
  const names: string[] = [];
  for (let i = 0; names.length < wanted; i++) {
    if (slotOf(view, `k${i}`) < SLOTS / 4) names.push(`k${i}`);
  }
  return names;
}

const click = (id: string, user: string, page: string) => ({ id, user, page, at: 1_000, ms: 0 });

/** Gives each shard its events, then a time that is far ahead. */
async function given(
  of: Pipeline,
  events: Readonly<Record<string, readonly object[]>>,
  { world = emptyWorld(SHARDS), budget }: { world?: World; budget?: () => Budget } = {},
): Promise<World> {
  let delivered = 0;
  let sequence = 0;
  const settle = async (): Promise<void> => {
    for (let sent = world.exchange.sent(); delivered < sent.length; sent = world.exchange.sent()) {
      const process = processIn(world, of, { random: () => 0.999, probability: 0 });
      if (await process.takeMessages(sent.slice(delivered), budget?.())) delivered = sent.length;
    }
  };
  for (const last of [false, true]) {
    for (const [shard, some] of Object.entries(events)) {
      const texts = last ? [heartbeatText({ at: FAR })] : some.map((each) => JSON.stringify(each));
      const records = texts.map((text) => {
        const data = new TextEncoder().encode(text);
        const partitionKey = /"user":"(\w+)"/.exec(text)?.[1] ?? '';
        return {
          ...{ sequence: String(++sequence), sub: 0, arrival: 1, partitionKey },
          ...{ data, start: 0, end: data.length },
        };
      });
      const process = processIn(world, of, { random: () => 0.999, probability: 0 });
      await process.takeRecords(shard, records);
    }
    await settle();
  }
  return world;
}

/** How many timers each question gave, by what was asked. */
function asked(world: World, about: RegExp): { readonly world: World; readonly given: number[] } {
  const given: number[] = [];
  const { states } = world;
  const due: World['states']['due'] = async (task, query) => {
    const found = await states.due(task, query);
    if (about.test(query.step) && found.timers.length > 0) given.push(found.timers.length);
    return found;
  };
  return { world: { ...world, states: { ...states, due } }, given };
}

const resultOf = ({ rows }: World): unknown => rows.rows().map(({ start, acc }) => [start, ...acc]);

describe('a step that is behind with its keys', () => {
  test('asks so many of them in one epoch, and says that it is complete when all were asked', async () => {
    const pages = namesOf(MAX_TIMERS + 200);
    const { world, given: timers } = asked(emptyWorld(SHARDS), /^it/);
    const clicks = pages.map((page, i) => click(String(i), 'ann', page));

    await given(visits, { 'clicks:0': clicks }, { world });

    expect(Math.max(...timers)).toBe(MAX_TIMERS);
    expect(timers.slice(0, 2)).toEqual([MAX_TIMERS, 200]);
    expect(resultOf(world)).toEqual([[0, pages.length]]);
    expect(world.late.all()).toEqual([]);
  });

  test('asks no more of them in one epoch, however many steps they are of', async () => {
    const half = MAX_TIMERS / 2 + 100;
    const clicks = ['it', 'also'].flatMap((view) =>
      namesOf(half, view).map((page) => click(view, 'ann', page)),
    );
    const { world, given: timers } = asked(emptyWorld(SHARDS), /^(?:it|also)/);

    await given(twice, { 'clicks:0': clicks }, { world });

    expect(timers).toEqual([half, MAX_TIMERS - half, 2 * half - MAX_TIMERS]);
    expect(world.rows.rows()).toHaveLength(2 * half);
  });

  test('gives so many of them a turn in one epoch, and all of them in the end', async () => {
    const users = namesOf(MAX_TURNS + 4);
    const { world, given: turns } = asked(emptyWorld(SHARDS, 8_000), /\//);
    const clicks = users.flatMap((user) =>
      Array.from({ length: 12 }, (_, i) => click(`${user}-${i}`, user, 'p')),
    );
    const signs = clicks.map(({ user, at }) => ({ user, at, city: 'oslo' }));

    await given(pairs, { 'clicks:0': clicks, 'users:0': signs }, { world });

    expect(Math.max(...turns)).toBe(MAX_TURNS);
    expect(resultOf(world)).toEqual([[0, users.length * 12 * 12]]);
    expect(world.late.all()).toEqual([]);
  });

  test('keeps the next step waiting as long as anything is left of it', async () => {
    const clicks = Array.from({ length: 60 }, (_, i) => click(String(i), 'ann', 'p'));
    const signs = clicks.map(({ user, at }) => ({ user, at, city: 'oslo' }));
    const budget = (): Budget => spentAfter(40);

    const world = await given(
      pairs,
      { 'clicks:0': clicks, 'users:0': signs },
      { world: emptyWorld(SHARDS, 60_000), budget },
    );

    expect(resultOf(world)).toEqual([[0, 60 * 60]]);
    expect(world.late.all()).toEqual([]);
  });
});
