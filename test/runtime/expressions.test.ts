import { describe, expect, test } from '@jest/globals';
import { count, sum } from '../../lib/core/aggregators/authoring.ts';
import { decimal, instant } from '../../lib/core/field-type.ts';
import { tumbling } from '../../lib/core/windows/window.ts';
import { pipeline } from '../../lib/pipeline/builder/pipeline.ts';
import { planOf } from '../../lib/pipeline/plan/planner.ts';
import { runBatch } from '../../lib/runtime/batch/run-batch.ts';
import { streamedWorld } from '../support/batch/batch-world.ts';
import { givenBy, runGives, speedGives } from '../support/definitions/platforms.ts';
import { Click } from '../support/definitions/site.ts';

const SECOND = 1_000;

/** The same filters and fields before rows that are written where their events are read, and behind the exchange. */
const site = pipeline('site', (p) => {
  const clicks = p.stream('clicks', Click, {
    ...{ key: 'user', time: 'at', maxOutOfOrderness: '1s', maxClockSkew: '1d' },
  });
  const fast = clicks.filter("1000 / ms > 10 && (price.orValue(0.00) >= 0.50 || page == 'cart')");
  const priced = fast.derive('total', 'price.orValue(0.00) * ms', decimal(2));
  const values = { n: count(), total: sum('total') };
  priced.groupBy('user').window(tumbling('10s')).aggregate(values).view('by_user');
  priced.groupBy('page').window(tumbling('10s')).aggregate(values).view('by_page');
  clicks
    .filter('has(price) && price * 2 > 1.00 && price < decimal(ms, 0)')
    .derive('half', 'price.optMap(p, quotient(p, 2, 3))')
    .derive('later', "at + duration('1h')", instant())
    .derive('parts', '[page, user]')
    .groupBy('page')
    .view('dear');
});

/** Prices on both sides of 0.50, or none, times of which one has no quotient. */
const PRICES = [undefined, 49, 50, 51, 9_999];
const TIMES = [0, 1, 90, 91, -5];

const clicks = Array.from({ length: 300 }, (_, i) => {
  const price = PRICES[i % PRICES.length];
  return {
    ...{ id: `${i}`, user: `user ${i % 7}`, page: i % 3 === 0 ? 'cart' : 'home' },
    ...{ at: 100 * SECOND + i * 100, ms: TIMES[Math.floor(i / 5) % TIMES.length] ?? 0 },
    ...(price === undefined ? {} : { price }),
  };
});

const SHARDS = ['clicks:0'];
const ARRIVALS = [{ shard: 'clicks:0', items: [...clicks, 400 * SECOND] }];

type Clicked = (typeof clicks)[number] & { readonly price?: number };

/** What the expressions mean, said once more without them; a false side decides though the other fails. */
const isWanted = ({ price = 0, page }: Clicked) => price >= 50 || page === 'cart';
const isFast = (click: Clicked) => click.ms > 0 && click.ms <= 90 && isWanted(click);
const isAside = (click: Clicked) => click.ms === 0 && isWanted(click);
const isDear = (click: Clicked) =>
  !isAside(click) && (click.price ?? 0) > 50 && (click.price ?? 0) < click.ms * 100;

const countOf = (lines: readonly string[], view: string): number =>
  lines
    .filter((line) => line.startsWith(`${view} `))
    .reduce((n, line) => n + Number(/: \[(\d+)/.exec(line)?.[1] ?? 1), 0);

describe('filters and fields by expressions', () => {
  const inRun = runGives(site, SHARDS, ARRIVALS);

  test('let the events through that they say, and set aside those for which they have no value', () => {
    expect(planOf(site).views.map(({ placement }) => placement.lane)).toEqual([
      ...['source', 'exchange', 'exchange'],
    ]);
    expect(countOf(inRun.rows, 'by_user')).toBe(clicks.filter(isFast).length);
    expect(countOf(inRun.rows, 'by_page')).toBe(clicks.filter(isFast).length);
    expect(countOf(inRun.records, 'dear')).toBe(clicks.filter(isDear).length);
    expect(inRun.deadLetters).toHaveLength(clicks.filter(isAside).length);
    expect(inRun.deadLetters[0]).toContain('a division by zero, at character 1');
  });

  test('give deployed what they give in a run', async () => {
    const treatment = { random: () => 0.5, probability: 0, headCharacters: 1_000_000 };

    const deployed = await speedGives(site, SHARDS, ARRIVALS, treatment);

    expect(deployed).toEqual(inRun);
  });

  test('give a batch run what they give the speed layer', async () => {
    const made = await streamedWorld(site, SHARDS, ARRIVALS);
    expect(givenBy(made.world)).toEqual(inRun);

    const range = { from: 90 * SECOND, to: 280 * SECOND };
    const report = await runBatch(made.definition, made.ports, { run: 'r1', ...range });

    expect(report.views.map(({ view, compared, equal }) => [view, compared, equal])).toEqual([
      ['by_user', 21, 21],
      ['by_page', 6, 6],
      ['dear', 36, 36],
    ]);
  });
});
