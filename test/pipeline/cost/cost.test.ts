import { describe, expect, test } from '@jest/globals';
import { type Cost, costOf } from '../../../lib/pipeline/cost/cost-of.ts';
import { costTable } from '../../../lib/pipeline/cost/cost-table.ts';
import { distinctKeys, type Load, REFERENCE_LOAD } from '../../../lib/pipeline/cost/load.ts';
import { PRICES, PRICES_AS_OF, type Price } from '../../../lib/pipeline/cost/prices.ts';
import { trafficOf } from '../../../lib/pipeline/cost/traffic.ts';
import { planOf } from '../../../lib/pipeline/plan/planner.ts';
import { aCostedStage } from '../../support/definitions/costed-stage.ts';
import { sample } from '../../support/definitions/sample-pipeline.ts';

const plan = planOf(sample);
const reference: Load = {
  ...REFERENCE_LOAD,
  activeKeys: { spent_by_customer: 1_000, sales_by_country: 38 },
};
const { peakEventsPerSecond, ...average } = reference;

const usdOf = ({ lines }: Cost, what: string): number =>
  lines.filter((line) => line.what === what).reduce((sum, { usd }) => sum + usd, 0);

describe('costOf', () => {
  test('needs 139 shards for 139 MB/s, and five times as many for a peak of five times', () => {
    expect(costOf(plan, aCostedStage(), average).shards).toBe(139);
    expect(costOf(plan, aCostedStage(), reference).shards).toBe(695);
  });

  test('needs a shard for each 1,000 small records a second', () => {
    const load = { ...average, bytesPerEvent: 10 };

    expect(costOf(plan, aCostedStage(), load).shards).toBe(10);
  });

  test('needs more shards if three lanes share what can be read from one', () => {
    const [speed, ...others] = plan.lanes;
    const crowded = { ...plan, lanes: [{ ...speed, name: 'sales.second' }, speed, ...others] };

    const { shards } = costOf(crowded as typeof plan, aCostedStage(), average);

    expect(shards).toBe(Math.ceil((139 * 3) / 2));
  });

  test('never has fewer shards than the stage', () => {
    const stage = aCostedStage({ sourceShards: 200 });

    expect(costOf(plan, stage, average).shards).toBe(200);
  });

  test('pays 1.5 cents per hour and shard, the exchange included', () => {
    const cost = costOf(plan, aCostedStage({ exchangeShards: 2 }), average);

    expect(usdOf(cost, 'shards')).toBeCloseTo((139 + 2) * 730 * 0.015, 6);
  });

  test('pays for retention only beyond a day', () => {
    const day = costOf(plan, aCostedStage({ retentionHours: 24 }), average);
    const week = costOf(plan, aCostedStage({ retentionHours: 168, exchangeShards: 1 }), average);

    expect(usdOf(day, 'retention beyond a day')).toBe(0);
    expect(usdOf(week, 'retention beyond a day')).toBeCloseTo(140 * 730 * 0.02, 6);
  });

  test('pays for a pipe of its own only where a lane has no batching window and the stage says so', () => {
    const prompt = {
      ...plan,
      lanes: plan.lanes.map((lane) => ({ ...lane, batchingWindowSeconds: 0 })),
    };
    const stage = aCostedStage({ dedicatedReaders: true });

    const cost = costOf(prompt, stage, average);

    expect(usdOf(cost, 'readers of their own')).toBeCloseTo(139 * 730 * 0.015, 6);
    expect(usdOf(cost, 'read by them')).toBeCloseTo(10_000 * 0.0000139 * 730 * 3_600 * 0.013, 6);
    expect(usdOf(costOf(plan, stage, average), 'readers of their own')).toBe(0);
    expect(usdOf(costOf(prompt, aCostedStage(), average), 'readers of their own')).toBe(0);
  });

  test('invokes a lane once per shard and batching window, and sooner if 6 MB come sooner', () => {
    const { lanes } = trafficOf(plan, aCostedStage(), average);
    const perSecond = Object.fromEntries(
      lanes.map(({ lane, invocations }) => [lane.kind, invocations]),
    );

    expect(perSecond['speed']).toBeCloseTo(139 / 2, 6);
    expect(perSecond['archive']).toBeGreaterThan(10_000 / 330);
    expect(perSecond['archive']).toBeLessThan(10_000 / 310);
  });

  test('writes a row once per batch however many events it holds, and once per event if keys never meet', () => {
    const writes = (keys: number) => {
      const activeKeys = { ...average.activeKeys, spent_by_customer: keys };
      const { lanes } = trafficOf(plan, aCostedStage(), { ...average, activeKeys });
      return lanes.find(({ lane }) => lane.kind === 'speed')?.writeUnits ?? 0;
    };

    const perEvent = (writes(1e9) - writes(139)) / 10_000;

    expect(writes(139)).toBeLessThan(139 * 10);
    expect(perEvent).toBeGreaterThan(2);
    expect(perEvent).toBeLessThan(2.2);
  });

  test('costs at rest what heartbeats and what is paid by the hour cost', () => {
    const cost = costOf(plan, aCostedStage(), { ...average, eventsPerSecond: 0 });

    const { invocations } =
      trafficOf(plan, aCostedStage(), { ...average, eventsPerSecond: 0 }).lanes[0] ?? {};
    expect(invocations).toBeCloseTo(1 / 60, 9);
    expect(usdOf(cost, 'a month of the lake, kept for a month')).toBe(0);
    expect(usdOf(cost, 'shards')).toBeCloseTo(2 * 730 * 0.015, 6);
  });

  test('is the sum of its lines, each of them a quantity at a price', () => {
    const { lines, usd } = costOf(plan, aCostedStage(), reference);

    const recomputed = lines.map(({ quantity, price }) => (quantity * price.usd) / price.per);

    expect(lines.map((line) => line.usd)).toEqual(
      recomputed.map((cents) => expect.closeTo(cents, 9)),
    );
    expect(usd).toBeCloseTo(
      recomputed.reduce((sum, some) => sum + some, 0),
      6,
    );
  });
});

describe('distinctKeys', () => {
  test.each([
    [0, 10],
    [1, 1_000_000],
    [1_000_000, 10],
    [100, 100],
  ])('of %d events on %d keys is what drawing them at random gives', (events, keys) => {
    const drawn = new Set<number>();
    let seed = 42;
    for (let i = 0; i < events; i++) {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      drawn.add(Math.floor((seed / 2_147_483_648) * keys));
    }

    expect(Math.abs(distinctKeys(events, keys) - drawn.size)).toBeLessThanOrEqual(0.1 * keys);
  });

  test('of the keys of a shard that has less than one are so many', () => {
    expect(distinctKeys(1_000, 0.25)).toBeCloseTo(0.25, 9);
    expect(distinctKeys(1_000, 0)).toBe(0);
  });
});

describe('costTable', () => {
  test('shows every position of every column once, and what they are together', () => {
    const dev = costOf(plan, aCostedStage(), { ...average, eventsPerSecond: 0 });
    const prod = costOf(plan, aCostedStage({ retentionHours: 168 }), average);

    const lines = costTable([
      { title: 'dev', cost: dev },
      { title: 'prod', cost: prod },
    ]).split('\n');

    expect(lines[0]).toBe('| USD a month | dev | prod |');
    expect(lines[2]).toBe('| shards of each stream | 1 | 139 |');
    expect(lines.filter((line) => line.startsWith('| Kinesis: retention'))).toEqual([
      expect.stringMatching(/^\| Kinesis: retention beyond a day \| – \| 2,0\d\d \|$/),
    ]);
    expect(lines.at(-2)).toBe(
      `| **together** | **${Math.round(dev.usd)}** | **${Math.round(prod.usd).toLocaleString('en-US')}** |`,
    );
  });
});

describe('prices', () => {
  test.each(Object.entries<Price>(PRICES))(
    '%s says how many units it is for, and which page says so',
    (_name, price) => {
      expect(price.usd).toBeGreaterThan(0);
      expect(price.per).toBeGreaterThanOrEqual(1);
      expect(price.source).toMatch(/^https:\/\/aws\.amazon\.com\/[a-z0-9/-]+\/pricing\/$/);
    },
  );

  test('say when they were last compared', () => {
    expect(PRICES_AS_OF).toMatch(/^20\d\d-(0[1-9]|1[0-2])$/);
  });
});
