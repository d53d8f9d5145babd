import { describe, expect, test } from '@jest/globals';
import { rowLayouts } from '../../lib/adapters/dynamodb/row-layouts.ts';
import { memoryCoverageStore } from '../../lib/adapters/memory/coverage-store.ts';
import { memoryRowReader } from '../../lib/adapters/memory/row-reader.ts';
import { memoryRowStore } from '../../lib/adapters/memory/row-store.ts';
import { count } from '../../lib/core/aggregators/authoring.ts';
import { instant, string } from '../../lib/core/field-type.ts';
import { schema } from '../../lib/core/schema/schema.ts';
import { sliding } from '../../lib/core/windows/window.ts';
import { pipeline } from '../../lib/pipeline/builder/pipeline.ts';
import type { LateMark, RowImage } from '../../lib/ports/effects.ts';
import { fenceOf } from '../../lib/ports/task.ts';
import { reconcileViews } from '../../lib/serving/reconcile-view.ts';

const Click = schema({ user: string(), at: instant() });
const site = pipeline('site', (p) => {
  p.stream('clicks', Click, { key: 'user', time: 'at' })
    .groupBy('user')
    .window(sliding('20s', '10s'), { rows: 'panes' })
    .aggregate({ n: count() })
    .view('lately');
});

const pane = (start: number, n: number, more: Partial<RowImage> = {}): RowImage => ({
  ...{ view: 'lately', key: 'ada', start, end: start + 10_000, acc: [n], updatedAt: 0 },
  ...more,
});

/** @param counted - What SQL counts, by pane. */
async function reconciled(
  rows: readonly RowImage[],
  counted: Readonly<Record<number, number>>,
  late: readonly LateMark[] = [],
) {
  const store = memoryRowStore();
  await store.write(rows, fenceOf(1, 1));
  const watermarks = new Map([['shard-0', 40_000]]); // panes up to 30 s are closed with their last window
  const asked: string[] = [];
  const [view] = await reconcileViews(
    site,
    site.views,
    {
      reader: { ...memoryRowReader(store, rowLayouts(site)), watermarks: async () => watermarks },
      coverage: memoryCoverageStore(),
      sql: {
        dialect: 'duckdb',
        streamTable: () => 'clicks_of_the_lake',
        resultsTable: () => 'results',
        async query(text) {
          asked.push(text);
          const found = Object.entries(counted).map(([start, n]) => ({
            ...{ user: 'ada', windowStart: Number(start), windowEnd: Number(start) + 10_000, n },
          }));
          return {
            columns: ['user', 'windowStart', 'windowEnd', 'n'],
            rows: found,
            instants: new Set(),
          };
        },
      },
      keptRows: async () => [],
      lateEvents: async () => new Map([['lately', late]]),
    },
    { from: 0, to: 60_000 },
  );
  return { view, asked };
}

describe('reconciliation of a view of panes', () => {
  test('compares panes, each with all of its parts, once every window that holds them is closed', async () => {
    const { view, asked } = await reconciled(
      [pane(0, 1), pane(0, 2, { since: 0 }), pane(10_000, 4, { since: 10_000 }), pane(30_000, 9)],
      { 0: 3, 10000: 4, 30000: 1 },
    );

    expect(view).toMatchObject({ from: 0, to: 30_000, compared: 2, equal: 2, unexplained: [] });
    expect(asked[0]).toContain('start + 10000');
  });

  test('explains a pane that lacks a late event of its key, and no other', async () => {
    const late = [{ key: 'ada', eventTime: 12_000 }];

    const { view } = await reconciled([pane(0, 1), pane(10_000, 1)], { 0: 2, 10000: 2 }, late);

    expect(view).toMatchObject({ equal: 0, late: 1, unexplained: [{ start: 0 }] });
  });

  test('does not take an event that only earlier windows lack for one that the pane lacks', async () => {
    const late = [{ key: 'ada', eventTime: 12_000, until: 0 }];

    const { view } = await reconciled([pane(10_000, 1, { since: 10_000 })], { 10000: 2 }, late);

    expect(view).toMatchObject({ late: 0, unexplained: [{ start: 10_000 }] });
  });
});
