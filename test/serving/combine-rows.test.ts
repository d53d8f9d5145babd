import { describe, expect, test } from '@jest/globals';
import { distinct } from '../../lib/core/aggregators/authoring.ts';
import { instant, string } from '../../lib/core/field-type.ts';
import { schema } from '../../lib/core/schema/schema.ts';
import { tumbling } from '../../lib/core/windows/window.ts';
import { pipeline } from '../../lib/pipeline/builder/pipeline.ts';
import { combineRows } from '../../lib/serving/combine-rows.ts';
import { queryRows } from '../../lib/serving/query-rows.ts';
import { rankRows } from '../../lib/serving/rank-rows.ts';
import { servedView } from '../../lib/serving/served-view.ts';
import { writtenRows } from '../support/rows/written-rows.ts';

const visits = pipeline('visits', (p) => {
  p.stream('hits', schema({ page: string(), user: string(), at: instant() }), {
    key: 'page',
    time: 'at',
  })
    .groupBy('page')
    .window(tumbling('1s'))
    .aggregate({ users: distinct('user', { cap: 2 }) })
    .view('by_page');
});

const [view] = visits.views.map(servedView);
if (view === undefined) throw new Error('no view');

/** One hit per second, of the users in turn. */
async function rowsOf(...users: readonly string[]) {
  const hits = users.map((user, i) => ({ page: 'a', user, at: i * 1_000 }));
  const { reader } = await writtenRows(visits, hits);
  const query = { from: 0, to: 60_000, withAccumulators: true };
  return (
    await queryRows(view as NonNullable<typeof view>, query, {
      reader,
      reached: async () => 0,
      covered: async () => [],
    })
  ).rows;
}

describe('combineRows', () => {
  test('counts what is in several rows once', async () => {
    const rows = await rowsOf('ann', 'bob', 'ann');

    expect(combineRows(view, rows)).toEqual({ values: { users: 2 }, capped: [] });
  });

  test('says that the whole has passed a cap which no part has passed', async () => {
    const rows = await rowsOf('ann', 'bob', 'cid');

    expect(rows.map(({ capped }) => capped)).toEqual([[], [], []]);
    expect(combineRows(view, rows)).toEqual({ values: { users: 3 }, capped: ['users'] });
    expect(rankRows(view, rows, { by: 'users', count: 1 }).rows[0]?.capped).toEqual(['users']);
  });

  test('gives what the aggregates are of nothing for no rows, and nothing without accumulators', async () => {
    const [row] = await rowsOf('ann');

    expect(combineRows(view, [])).toEqual({ values: { users: 0 }, capped: [] });
    expect(row && combineRows(view, [{ ...row, acc: null }])).toBeUndefined();
    expect(combineRows({ ...view, aggregates: null }, [])).toBeUndefined();
  });
});
