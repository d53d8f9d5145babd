import { describe, expect, test } from '@jest/globals';
import { count } from '../../lib/core/aggregators/authoring.ts';
import { instant, string } from '../../lib/core/field-type.ts';
import { schema } from '../../lib/core/schema/schema.ts';
import { sliding } from '../../lib/core/windows/window.ts';
import { pipeline } from '../../lib/pipeline/builder/pipeline.ts';
import { nthRecord } from '../support/batch/batch-shop.ts';
import { batchWorld } from '../support/batch/batch-world.ts';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;

const Click = schema({ user: string(), page: string(), at: instant() });

const site = pipeline('site', (p) => {
  const clicks = p.stream('clicks', Click, {
    ...{ key: 'user', time: 'at', maxOutOfOrderness: 0, maxClockSkew: '1000d' },
  });
  for (const key of ['user', 'page'] as const) {
    clicks.groupBy(key).window(sliding('1d', '1m')).aggregate({ n: count() }).view(`by_${key}`);
  }
});

async function rowsAfter(times: readonly number[]) {
  const { world, speed } = batchWorld(site, []);
  world.shards.splice(0, 1, { id: 'shard-0', parents: [], closed: false });
  for (const [i, at] of times.entries()) {
    await speed('shard-0', [nthRecord(i, JSON.stringify({ user: 'ada', page: 'a', at }), 'ada')]);
  }
  return (view: string) =>
    world.rows
      .rows()
      .filter((row) => row.view === view)
      .map(({ start, since, acc }) => ({ minute: start / MINUTE, since, acc }));
}

describe.each(['by_user', 'by_page'])('an event of a day every minute, %s', (view) => {
  test('changes one row', async () => {
    const rows = await rowsAfter([DAY + 5, DAY + 7, DAY + MINUTE]);

    expect(rows(view)).toEqual([
      { minute: 1_440, since: undefined, acc: [2] },
      { minute: 1_441, since: undefined, acc: [1] },
    ]);
  });

  test('changes one row if it is late, that of the windows that take it', async () => {
    const now = DAY + 10 * MINUTE;
    const rows = await rowsAfter([now, now - 3 * MINUTE, now - DAY - MINUTE]);

    expect(rows(view)).toEqual([
      { minute: 1_450, since: undefined, acc: [1] },
      { minute: 1_447, since: 11 * MINUTE, acc: [1] },
    ]);
  });
});
