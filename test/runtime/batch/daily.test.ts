import { describe, expect, test } from '@jest/globals';
import { count } from '../../../lib/core/aggregators/authoring.ts';
import { instant, string } from '../../../lib/core/field-type.ts';
import { heartbeatText } from '../../../lib/core/heartbeat.ts';
import { schema } from '../../../lib/core/schema/schema.ts';
import { sliding, tumbling } from '../../../lib/core/windows/window.ts';
import { calendar } from '../../../lib/core/windows/window-kinds.ts';
import { dailyRun } from '../../../lib/functions/batch/daily-run.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';
import { viewId } from '../../../lib/pipeline/definition/view-id.ts';
import { runBatch } from '../../../lib/runtime/batch/run-batch.ts';
import { nthRecord } from '../../support/batch/batch-shop.ts';
import { batchWorld } from '../../support/batch/batch-world.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SHARD = 'shardId-0';

const Visit = schema({ user: string(), at: instant() });

/** Windows that are shorter and longer than the days that a schedule looks back. */
const visits = pipeline('visits', (p) => {
  const all = p.stream('visits', Visit, {
    ...{ key: 'user', time: 'at', maxOutOfOrderness: 0, maxClockSkew: '10000d' },
  });
  const byUser = all.groupBy('user');
  byUser.window(tumbling('1h')).aggregate({ n: count() }).view('hours');
  byUser
    .window(tumbling('1h'), { allowedLateness: '4d' })
    .aggregate({ n: count() })
    .view('patient');
  byUser.window(sliding('7d', '1h')).aggregate({ n: count() }).view('last_week');
  byUser.window(tumbling('5d')).aggregate({ n: count() }).view('five_days');
  byUser.window(calendar('month', 'UTC')).aggregate({ n: count() }).view('months');
});

/** A visit every six hours for so many days, and what day it is now. */
async function world(days: number) {
  const made = batchWorld(visits, [SHARD]);
  const times = Array.from({ length: days * 4 }, (_, i) => i * 6 * HOUR + HOUR / 2);
  const records = times.map((at, i) => nthRecord(i, JSON.stringify({ user: 'ada', at }), 'ada'));
  const now = nthRecord(times.length, heartbeatText({ at: days * DAY + 3 * HOUR }), 'heartbeat');
  const all = [...records, now];
  await made.archive(SHARD, all);
  await made.speed(SHARD, all);
  return made;
}

type Made = Awaited<ReturnType<typeof world>>;

/** The run of a day, which begins three hours after it. */
const runOf = (made: Made, day: number) => {
  const scheduled = new Date(day * DAY + 3 * HOUR).toISOString();
  return runBatch(made.definition, made.ports, dailyRun({ scheduled, days: 2 }));
};

/** What rows hold that are closed, and are then made wrong. */
async function spoil(made: Made): Promise<void> {
  const rows = made.world.rows.rows().map((row) => ({ ...row, acc: [1_000] }));
  await made.world.rows.write(rows, '9|9');
}

/** Starts of the rows of a view that a run has written, in days. */
const healedOf = (made: Made, view: string): number[] =>
  made.world.rows
    .rows()
    .filter((row) => row.view === view && made.world.rows.runOf(row) !== null)
    .map(({ start }) => start / DAY);

describe('the run of every day', () => {
  test.each([
    [40, { hours: [38, 39], patient: [34, 36], last_week: [31, 33], five_days: [35, 35] }],
    [32, { hours: [30, 31], patient: [26, 28], last_week: [23, 25], months: [0, 0] }],
  ])(
    'heals on day %i what has settled in the days before, however long that took',
    async (day, expected) => {
      const made = await world(day);
      await spoil(made);

      const { leftOut } = await runOf(made, day);

      const spans = visits.views.map(viewId).flatMap((view) => {
        const starts = healedOf(made, view);
        const span = [Math.min(...starts), Math.max(...starts)].map(Math.floor);
        return starts.length === 0 ? [] : [[view, span]];
      });
      const others = visits.views.map(viewId).filter((view) => !(view in expected));
      expect(Object.fromEntries(spans)).toEqual(expected);
      expect(leftOut.map(({ view }) => view)).toEqual(others);
    },
  );

  test('has healed every pane whose windows have all closed, once days have passed', async () => {
    const made = await world(24);
    for (let day = 2; day <= 24; day++) {
      await spoil(made);
      await runOf(made, day);
    }

    expect(healedOf(made, 'last_week')).toHaveLength((24 - 7) * 4 + 1);
  });
});
