import { describe, expect, test } from '@jest/globals';
import { count, max, sum } from '../../lib/core/aggregators/authoring.ts';
import { tumbling } from '../../lib/core/windows/window.ts';
import { pipeline } from '../../lib/pipeline/builder/pipeline.ts';
import { explainPlan } from '../../lib/pipeline/explain/explain.ts';
import { planOf } from '../../lib/pipeline/plan/planner.ts';
import { expectRefusal, hourly, type Mistake } from '../support/definitions/mistakes.ts';
import { runGives, speedGives } from '../support/definitions/platforms.ts';
import { Click } from '../support/definitions/site.ts';

const SECOND = 1_000;

/** The threshold is an aggregate itself; an alert is over only well below it. */
const site = pipeline('site', (p) => {
  const clicks = p.stream('clicks', Click, {
    ...{ key: 'user', time: 'at', maxOutOfOrderness: 0, maxClockSkew: '1d' },
  });
  clicks
    .groupBy('user')
    .window(tumbling('10s'))
    .aggregate({ n: count(), ms: sum('ms'), limit: max('price') })
    .monitor({
      ...{ name: 'slow', field: 'ms' },
      breach: 'ms > limit.orValue(100.00) * n',
      recover: 'ms < 20 * n',
    })
    .groupBy('user')
    .view('alerts');
});

/** Sums of milliseconds by window, each of two clicks; the limit is that of one of them, or 100. */
const WINDOWS = [
  { ms: [50, 60] },
  { ms: [150, 60], price: 10_000 },
  { ms: [90, 60], price: 10_000 },
  { ms: [15, 24], price: 10_000 },
  { ms: [15, 24], price: 1_900 },
] as const;

const clicks = WINDOWS.flatMap(({ ms, ...more }, i) =>
  ms.map((each, j) => ({
    ...{ id: `${i}.${j}`, user: 'ann', page: 'home', at: i * 10 * SECOND + j, ms: each },
    ...(j === 0 ? more : {}),
  })),
);

const SHARDS = ['clicks:0'];
const ARRIVALS = [{ shard: 'clicks:0', items: [...clicks, 400 * SECOND] }];

const mistakes: readonly Mistake[] = [
  [
    'a breach of what no row has',
    'FIELD_UNKNOWN',
    'shop › sales › monitor › many › breach › character 1 of "»amount« > 1.00"',
    (sales) =>
      hourly(sales)
        .aggregate({ n: count() })
        .monitor({ name: 'many', field: 'n', breach: 'amount > 1.00' }),
  ],
  [
    'two thresholds',
    'MONITOR_INVALID',
    'shop › sales › monitor › many',
    (sales) =>
      hourly(sales)
        .aggregate({ n: count() })
        .monitor({ name: 'many', field: 'n', above: 1, breach: 'n > 1' }),
  ],
];

describe('a monitor by expressions', () => {
  const inRun = runGives(site, SHARDS, ARRIVALS);

  test('alerts by a threshold of the row itself, and is over only where it says so', () => {
    const told = inRun.records.map((line) => /"(alerting|recovered)"/.exec(line)?.[1]);
    const ends = inRun.records.map((line) => Number(line.split(' ')[2]?.replace(':', '')) + 1);

    expect(inRun.deadLetters).toEqual([]);
    expect(told).toEqual(['alerting', 'recovered', 'alerting']);
    expect(ends).toEqual([20, 40, 50].map((second) => second * SECOND));
  });

  test('gives deployed what it gives in a run', async () => {
    const treatment = { random: () => 0.5, probability: 0, headCharacters: 1_000_000 };

    expect(await speedGives(site, SHARDS, ARRIVALS, treatment)).toEqual(inRun);
  });

  test('is explained by its texts', () => {
    expect(explainPlan(planOf(site))).toContain(
      'alert slow if ms > limit.orValue(100.00) * n, at most',
    );
    expect(explainPlan(planOf(site))).toContain('1 good window of which ms < 20 * n;');
  });

  test.each(mistakes)('refuses %s', (...mistake) => {
    expect.hasAssertions();

    expectRefusal(mistake);
  });
});
