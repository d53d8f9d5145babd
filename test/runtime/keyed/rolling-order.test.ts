import { describe, expect, test } from '@jest/globals';
import { count, sum } from '../../../lib/core/aggregators/authoring.ts';
import { rolling } from '../../../lib/core/windows/event-windows.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';
import {
  type Arrival,
  givenBy,
  numberedRecords,
  runGives,
} from '../../support/definitions/platforms.ts';
import { Click } from '../../support/definitions/site.ts';
import { emptyWorld, processIn } from '../../support/lanes/speed-world.ts';

const SHARDS = ['clicks:0', 'clicks:1'];

/** Grouped by another field than the stream's key: both shards have events of each page. */
const site = pipeline('site', (p) => {
  const clicks = p.stream('clicks', Click, {
    ...{ key: 'user', time: 'at', maxOutOfOrderness: '1h', maxClockSkew: '365d' },
  });
  const values = { recent: count(), spent: sum('ms') };
  clicks
    .groupBy('page')
    .window(rolling('1m'))
    .aggregate(values)
    .features()
    .groupBy('page')
    .view('f');
});

const arrivalOf = (shard: string, user: string, offset: number): Arrival => ({
  shard,
  items: Array.from({ length: 10 }, (_, i) => ({
    ...{ id: `${user}${i}`, user, page: i % 2 === 0 ? 'home' : 'cart' },
    ...{ at: i * 10_000 + offset, ms: i },
  })),
});

describe('a rolling window over events of several shards', () => {
  test('answers as a run does that is given them in the order in which the bucket took them', async () => {
    const [first, second] = [arrivalOf('clicks:0', 'ann', 0), arrivalOf('clicks:1', 'bob', 5_000)];
    const world = emptyWorld(SHARDS);
    const process = processIn(world, site, { random: () => 0.999, probability: 0 });
    for (const { shard, records } of numberedRecords([first, second])) {
      await process.takeRecords(shard, records);
    }
    const sent = world.exchange.sent();
    const of = (wanted: string) => sent.filter(({ shard }) => shard === wanted);

    await process.takeMessages([...of('clicks:1'), ...of('clicks:0')]);

    expect(givenBy(world)).toEqual(runGives(site, SHARDS, [second, first]));
    expect(givenBy(world)).not.toEqual(runGives(site, SHARDS, [first, second]));
  });
});
