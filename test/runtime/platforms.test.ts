import { describe, expect, test } from '@jest/globals';
import { count } from '../../lib/core/aggregators/authoring.ts';
import { rolling } from '../../lib/core/window-kinds.ts';
import { pipeline } from '../../lib/pipeline/pipeline.ts';
import { runGives, speedGives } from '../support/platforms.ts';
import { Click } from '../support/site.ts';

const SECOND = 1_000;
const SHARDS = ['clicks/0', 'clicks/1'];

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
      { shard: 'clicks/1', items: [click(200, 'zoe', SECOND)] },
      { shard: 'clicks/0', items: [...first, ...newer] },
      ...SHARDS.map((shard) => ({ shard, items: [60 * SECOND] })),
    ];
    const treatment = { random: () => 0.999, probability: 0, headCharacters: 1_000_000 };

    const given = await speedGives(site, SHARDS, arrivals, treatment);

    expect(given).toEqual(runGives(site, SHARDS, arrivals));
    expect(given.late).toEqual([]);
  });
});
