import { describe, expect, test } from '@jest/globals';
import { count, max, sum, topRows } from '../../lib/core/aggregators/authoring.ts';
import { expression } from '../../lib/core/cel/build.ts';
import { rolling } from '../../lib/core/windows/event-windows.ts';
import { tumbling } from '../../lib/core/windows/window.ts';
import { globalWindow, session } from '../../lib/core/windows/window-kinds.ts';
import { pipeline } from '../../lib/pipeline/builder/pipeline.ts';
import { undeployable } from '../../lib/pipeline/plan/deployable.ts';
import { runBatch } from '../../lib/runtime/batch/run-batch.ts';
import { streamedWorld } from '../support/batch/batch-world.ts';
import { givenBy, runGives, speedGives } from '../support/definitions/platforms.ts';
import { Click } from '../support/definitions/site.ts';

const SECOND = 1_000;

/** Expressions as arguments, conditions and keys of aggregates, and over their results. */
const site = pipeline('site', (p) => {
  const clicks = p.stream('clicks', Click, {
    ...{ key: 'user', time: 'at', maxOutOfOrderness: '1s', maxClockSkew: '1d' },
  });
  const values = {
    n: count(),
    dear: count({ where: 'has(price) && price * 2 > 1.00' }),
    paid: sum(expression(Click, (c) => c.price.orValue('0.00').times(c.ms)).text()),
    slow: max('100 - ms', { where: expression(Click, (c) => c.page.eq('cart')) }),
    top: topRows(1, { by: [{ field: 'ms % 7', order: 'desc' }], where: "page != 'none'" }),
  };
  clicks.groupBy('user').window(tumbling('10s')).aggregate(values).view('by_user');
  const hours = clicks
    .groupBy({ second: 'at.getSeconds() / 10' }, 'page')
    .window(tumbling('20s'))
    .aggregate(values);
  hours.having('n > 4 && has(slow) && slow >= 10').view('busy');
  clicks
    .groupBy('user')
    .window(session('3s'))
    .aggregate({ n: count(), ms: sum('ms') })
    .having("n > 3 && user != 'user 3'")
    .view('long_visits');
  clicks
    .groupBy('user')
    .window(globalWindow({ every: 1 }))
    .aggregate({ n: count(), ms: sum('ms * 2') })
    .having('n % 5 == 0')
    .view('milestones');
  clicks
    .groupBy('user')
    .window(rolling('20s', { pane: '1s' }))
    .aggregate({ recent: sum('ms * 3', { where: 'ms > 0' }) })
    .having('has(recent) && recent > 500 && ms >= 90')
    .view('hot');
});

const clicks = Array.from({ length: 300 }, (_, i) => {
  const ms = [0, 1, 90, 91, -5][Math.floor(i / 5) % 5] ?? 0;
  const price = [undefined, 49, 50, 51, 9_999][i % 5];
  return {
    ...{ id: `${i}`, user: `user ${i % 7}`, page: i % 3 === 0 ? 'cart' : 'home' },
    ...{ at: 100 * SECOND + i * 100, ms },
    ...(price === undefined ? {} : { price }),
  };
});

const SHARDS = ['clicks:0'];
const ARRIVALS = [{ shard: 'clicks:0', items: [...clicks, 400 * SECOND] }];

const linesOf = (lines: readonly string[], view: string): string[] =>
  lines.filter((line) => line.startsWith(`${view} `));

const parts = (line: string): readonly unknown[] => JSON.parse(line.slice(line.indexOf(': ') + 2));

describe('expressions in aggregates', () => {
  const inRun = runGives(site, SHARDS, ARRIVALS);

  test('choose events, and say what is aggregated', () => {
    const rows = linesOf(inRun.rows, 'by_user').map(parts);
    const dear = clicks.filter(({ price = 0 }) => price * 2 > 100).length;

    expect(rows.reduce((n, [, counted]) => n + Number(counted), 0)).toBe(dear);
    expect(inRun.deadLetters).toEqual([]);
    expect(inRun.rows.join()).not.toContain('ms % 7');
  });

  test('choose rows by what was aggregated', () => {
    const milestones = linesOf(inRun.records, 'milestones').map(parts);
    const users = new Set(clicks.map(({ user }) => user));

    expect(milestones).toHaveLength(
      [...users].reduce(
        (n, each) => n + Math.floor(clicks.filter((c) => c.user === each).length / 5),
        0,
      ),
    );
    expect(linesOf(inRun.records, 'busy').length).toBeGreaterThan(0);
    expect(linesOf(inRun.records, 'hot').length).toBeGreaterThan(0);
    expect(linesOf(inRun.records, 'long_visits').length).toBe(6);
  });

  test('give deployed what they give in a run', async () => {
    expect(undeployable(site)).toBeNull();
    const treatment = { random: () => 0.5, probability: 0, headCharacters: 1_000_000 };

    const deployed = await speedGives(site, SHARDS, ARRIVALS, treatment);

    expect(deployed).toEqual(inRun);
  });

  test('give a batch run what they give the speed layer', async () => {
    const made = await streamedWorld(site, SHARDS, ARRIVALS);
    expect(givenBy(made.world)).toEqual(inRun);

    const range = { from: 90 * SECOND, to: 280 * SECOND };
    const report = await runBatch(made.definition, made.ports, { run: 'r1', ...range });

    for (const { view, compared, equal } of report.views)
      expect([view, equal]).toEqual([view, compared]);
    expect(report.views.map(({ view, compared }) => [view, compared])).toEqual([
      ['by_user', 21],
      ['busy', 3],
    ]);
  });
});
