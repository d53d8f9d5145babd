import { describe, expect, test } from '@jest/globals';
import { count } from '../../lib/core/aggregators/authoring.ts';
import { rolling } from '../../lib/core/windows/event-windows.ts';
import { pipeline } from '../../lib/pipeline/builder/pipeline.ts';
import { runGives, speedGives } from '../support/definitions/platforms.ts';
import { Click, User } from '../support/definitions/site.ts';

const SECOND = 1_000;
const SHARDS = ['clicks:0', 'clicks:1'];

/** Two views of the same events; some keys of both are in one bucket. */
const site = pipeline('site', (p) => {
  const clicks = p.stream('clicks', Click, {
    ...{ key: 'user', time: 'at', maxOutOfOrderness: 0, maxClockSkew: '365d' },
  });
  for (const name of ['recent', 'recent_too']) {
    const last = clicks.groupBy('user').window(rolling('1s', { pane: '1s' }));
    last.aggregate({ recent: count() }).features().groupBy('user').view(name);
  }
});

const click = (id: number, user: string, at: number) => ({
  ...{ id: String(id), user, page: 'home', at, ms: 0 },
});

describe('the speed layer', () => {
  test('found by L6: events of two views of one shard let time pass in the order of their records', async () => {
    const users = ['ann', 'bob', 'cid', 'dan', 'eve', 'fay', 'gus', 'hal'];
    const first = users.map((user, i) => click(i, user, 0));
    const newer = users.map((user, i) => click(100 + i, user, 1));
    const arrivals = [
      { shard: 'clicks:1', items: [click(200, 'zoe', SECOND)] },
      { shard: 'clicks:0', items: [...first, ...newer] },
      ...SHARDS.map((shard) => ({ shard, items: [60 * SECOND] })),
    ];
    const treatment = { random: () => 0.999, probability: 0, headCharacters: 1_000_000 };

    const given = await speedGives(site, SHARDS, arrivals, treatment);

    expect(given).toEqual(runGives(site, SHARDS, arrivals));
    expect(given.late).toEqual([]);
  });

  test('found by L6: asks a key again whose timer was due when it was set', async () => {
    const visits = pipeline('site', (p) => {
      const options = {
        key: 'user',
        time: 'at',
        maxOutOfOrderness: 0,
        maxClockSkew: '365d',
      } as const;
      const clicks = p.stream('clicks', Click, options);
      const users = p.stream('users', User, options).groupBy('user');
      clicks
        .groupBy('user')
        .joinTable(users.table({ removedWithout: 'city' }), {
          ...{ as: ['click', 'user'], type: 'left', asOf: 'eventTime', grace: 0, history: '1s' },
        })
        .groupBy('click_user')
        .view('visits');
    });
    const shards = ['clicks:0', 'users:0'];
    const arrivals = [
      { shard: 'clicks:0', items: [click(1, 'cid', 10 * SECOND)] },
      { shard: 'users:0', items: [5 * SECOND] },
      // a version that is forgotten at 5 s, when it is 5 s
      { shard: 'users:0', items: [{ user: 'cid', at: 4 * SECOND }] },
      { shard: 'users:0', items: [60 * SECOND] },
      { shard: 'clicks:0', items: [60 * SECOND] },
    ];
    const treatment = { random: () => 0.999, probability: 0, headCharacters: 1_000_000 };

    const given = await speedGives(visits, shards, arrivals, treatment);

    expect(given).toEqual(runGives(visits, shards, arrivals));
    expect(given.records).toHaveLength(1);
  });
});
