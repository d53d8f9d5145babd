import { afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { rowLayouts } from '../../../lib/adapters/dynamodb/row-layouts.ts';
import { memoryCoverageStore } from '../../../lib/adapters/memory/coverage-store.ts';
import { memoryRowReader } from '../../../lib/adapters/memory/row-reader.ts';
import { memoryRowStore } from '../../../lib/adapters/memory/row-store.ts';
import { log } from '../../../lib/functions/log.ts';
import { reconcileHandler } from '../../../lib/functions/reconcile/handler.ts';
import { planOf } from '../../../lib/pipeline/plan/planner.ts';
import type { SqlEngine, SqlRow } from '../../../lib/ports/sql-engine.ts';
import { fenceOf } from '../../../lib/ports/task.ts';
import { publishRange } from '../../../lib/runtime/batch/coverage.ts';
import type { ReconcilePorts } from '../../../lib/serving/reconcile-view.ts';
import { alarmCalled, alarmsIn, publishedBy, seenBy } from '../../support/aws/cloudwatch.ts';
import { orders } from '../../support/batch/batch-shop.ts';
import { synthesise } from '../../support/stack/synthesis.ts';

const DAY = 86_400_000;
/** Fires on the third day after 1970 began: the two days before are compared. */
const REQUEST = { scheduled: '1970-01-03T06:00:00Z', days: 2 };
const WINDOW = { start: DAY, end: DAY + 10_000 };

/** Answers of SQL, under names that are spelt as an engine pleases. */
const answer = (count: number, paid: bigint): SqlRow => ({
  customer: 'ada',
  windowstart: WINDOW.start,
  windowend: WINDOW.end,
  orders: BigInt(count),
  spent: { units: paid, scale: 2 },
});

interface Given {
  readonly computed: readonly SqlRow[];
  readonly results?: readonly SqlRow[];
  /** Tasks of the view that have said nothing. */
  readonly silent?: readonly string[];
}

async function world({ computed, results = [], silent = [] }: Given) {
  const asked: string[] = [];
  const store = memoryRowStore();
  const row = { view: 'by_customer', key: 'ada', ...WINDOW, acc: [2, 200], updatedAt: 0 };
  await store.write([row], fenceOf(1, 1));
  await store.publishWatermark('by_customer', 'shardId-0', 5 * DAY);
  await store.expectTasks('by_customer', silent);
  const coverage = memoryCoverageStore();
  await publishRange(
    coverage,
    { view: 'by_customer', from: 0, to: 2 * DAY, reads: { from: 0, to: 2 * DAY } },
    "r'1",
  );
  const sql: SqlEngine = {
    dialect: 'athena',
    streamTable: (stream) => `"${stream}"`,
    resultsTable: (view) => `"results_${view}"`,
    async query(text) {
      asked.push(text);
      const rows = text.includes('results_')
        ? results
        : text.includes('by_customer')
          ? []
          : computed;
      return { columns: Object.keys(computed[0] ?? {}), rows, instants: new Set() };
    },
  };
  const ports: ReconcilePorts = {
    reader: memoryRowReader(store, rowLayouts(orders)),
    ...{ coverage, sql },
    keptRows: async () => [],
    lateEvents: async () => new Map(),
  };
  return { handler: reconcileHandler(orders, ports, { stage: 'prod' }), asked };
}

describe('the daily reconciliation', () => {
  beforeAll(() => log.setLogLevel('SILENT'));

  const environment = { ...process.env };

  afterEach(() => {
    jest.restoreAllMocks();
    process.env = { ...environment };
  });

  function metrics() {
    process.env['POWERTOOLS_DEV'] = 'true';
    process.env['POWERTOOLS_METRICS_DISABLED'] = 'false';
    const told = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    return () =>
      told.mock.calls.flatMap(([line]) => {
        const { UnexplainedDifferences: count, Stage, Pipeline } = JSON.parse(String(line));
        return count === undefined ? [] : [{ count, Stage, Pipeline }];
      });
  }

  test('counts a view of which nobody knows how far it is as a difference', async () => {
    const { handler } = await world({ computed: [answer(2, 200n)], silent: ['shardId-1'] });

    await expect(handler(REQUEST)).resolves.toEqual({ unexplained: 1 });
  });

  test('counts nothing where SQL and batch runs say what the rows say, however columns are spelt', async () => {
    const counted = metrics();
    const { handler, asked } = await world({
      computed: [answer(2, 200n)],
      results: [answer(2, 200n)],
    });

    expect(await handler(REQUEST)).toEqual({ unexplained: 0 });
    expect(counted()).toEqual([{ count: 0, Stage: 'prod', Pipeline: 'orders' }]);
    expect(asked.some((text) => text.includes(`"run" IN ('r''1')`))).toBe(true);
  });

  test.each([
    ['SQL', { computed: [answer(3, 200n)] }],
    ['a batch run', { computed: [answer(2, 200n)], results: [answer(2, 300n)] }],
  ])('counts a row of which %s says something else', async (_, given) => {
    const counted = metrics();
    const { handler } = await world(given);

    expect(await handler(REQUEST)).toEqual({ unexplained: 1 });
    expect(counted()).toMatchObject([{ count: 1 }]);
  });

  test('publishes what the alarm of the stage reads', async () => {
    const alarm = alarmCalled(alarmsIn(synthesise('prod', planOf(orders)).compute), 'Unexplained');
    const { handler } = await world({ computed: [answer(3, 200n)] });
    const variables = { POWERTOOLS_SERVICE_NAME: orders.name };

    const { metrics } = await publishedBy(variables, () => handler(REQUEST));

    expect(seenBy(alarm, metrics)).toBe(alarm.threshold);
  });
});
