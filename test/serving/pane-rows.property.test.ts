import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rowLayouts } from '../../lib/adapters/dynamodb/row-layouts.ts';
import { memoryRowReader } from '../../lib/adapters/memory/row-reader.ts';
import { count, distinct, max } from '../../lib/core/aggregators/authoring.ts';
import { instant, string } from '../../lib/core/field-type.ts';
import { schema } from '../../lib/core/schema/schema.ts';
import { sliding } from '../../lib/core/windows/window.ts';
import { pipeline } from '../../lib/pipeline/builder/pipeline.ts';
import type { Pipeline } from '../../lib/pipeline/definition/definition.ts';
import { queryRows } from '../../lib/serving/query-rows.ts';
import { rankRows } from '../../lib/serving/rank-rows.ts';
import type { RowQuery } from '../../lib/serving/row-query.ts';
import { servedView } from '../../lib/serving/served-view.ts';
import { nthRecord } from '../support/batch/batch-shop.ts';
import { batchWorld } from '../support/batch/batch-world.ts';
import { runs } from '../support/property.ts';

const Click = schema({ user: string(), page: string(), at: instant() });

/** The same view twice; what it stores is all that differs. */
const siteOf = (size: number, slide: number, allowedLateness: number): Pipeline =>
  pipeline('site', (p) => {
    const clicks = p.stream('clicks', Click, {
      ...{ key: 'user', time: 'at', maxOutOfOrderness: 5, maxClockSkew: '1000d' },
    });
    for (const rows of ['windows', 'panes'] as const) {
      clicks
        .groupBy('page')
        .window(sliding(size, slide), { allowedLateness, rows })
        .aggregate({ n: count(), users: distinct('user', { cap: 2 }), last: max('user') })
        .view(rows);
    }
  });

const someClicks = fc.array(
  fc.record({
    user: fc.constantFrom('ada', 'bob', 'cyd'),
    page: fc.constantFrom('a', 'b', 'é', '😀', '\uffff'),
    at: fc.integer({ min: -60, max: 200 }),
  }),
  { minLength: 1, maxLength: 30 },
);

const aQuery: fc.Arbitrary<RowQuery> = fc.record(
  {
    key: fc.constantFrom('a', 'b', 'é'),
    from: fc.integer({ min: -100, max: 200 }),
    to: fc.integer({ min: -100, max: 300 }),
    last: fc.integer({ min: 1, max: 150 }),
    withAccumulators: fc.boolean(),
  },
  { requiredKeys: [] },
);

async function filled(site: Pipeline, clicks: readonly object[]) {
  const { world, speed } = batchWorld(site, []);
  world.shards.splice(0, 1, { id: 'shard-0', parents: [], closed: false });
  for (const [i, click] of clicks.entries()) {
    const { user } = click as { user: string };
    await speed('shard-0', [nthRecord(i, JSON.stringify(click), user)]);
  }
  const reader = memoryRowReader(world.rows, rowLayouts(site));
  return async (name: string, query: RowQuery) => {
    const [view] = site.views.filter((each) => each.name === name).map(servedView);
    if (view === undefined) throw new Error(name);
    const sources = { reader, reached: async () => 150, covered: async () => [] };
    const answer = await queryRows(view, query, sources);
    const plain = answer.rows.map(({ view: _, updatedAt: __, ...row }) => row);
    return { view, answer: { ...answer, rows: plain }, rows: answer.rows };
  };
}

describe('queries of a view of panes', () => {
  test('answer what those of a view of windows answer: any key, range, or nothing said', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 40 }),
        someClicks,
        fc.array(aQuery, { minLength: 1, maxLength: 5 }),
        async (slide, more, clicks, queries) => {
          const ask = await filled(siteOf(slide + more, slide, 3), clicks);
          for (const { from, last, ...query } of [{}, ...queries] as RowQuery[]) {
            const back = from === undefined ? { last } : { from };

            const stored = await ask('windows', { ...query, ...back });

            expect((await ask('panes', { ...query, ...back })).answer).toEqual(stored.answer);
          }
        },
      ),
      runs(60),
    );
  });

  test('are refused to a query for all keys if there are too many panes', async () => {
    const ask = await filled(siteOf(500_000, 150, 0), [{ user: 'ada', page: 'a', at: 0 }]);
    const range = { from: 0, to: 1_400_000 };

    await expect(ask('panes', range)).rejects.toThrow('too many windows');
    expect((await ask('panes', { ...range, key: 'a' })).rows).toHaveLength(1);
  });

  test('rank what those of a view of windows rank', async () => {
    await fc.assert(
      fc.asyncProperty(someClicks, async (clicks) => {
        const ask = await filled(siteOf(40, 10, 0), clicks);
        const ranked = async (name: string) => {
          const query = { from: -100, to: 300, withAccumulators: true };
          const { view, rows } = await ask(name, query);
          return rankRows(view, rows, { by: 'n', count: 2 }).rows.map(({ key, values }) => [
            ...[key, values],
          ]);
        };

        expect(await ranked('panes')).toEqual(await ranked('windows'));
      }),
      runs(20),
    );
  });
});
