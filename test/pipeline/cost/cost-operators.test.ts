import { describe, expect, test } from '@jest/globals';
import { costOf } from '../../../lib/pipeline/cost/cost-of.ts';
import { REFERENCE_LOAD } from '../../../lib/pipeline/cost/load.ts';
import { operatorTraffic, readsOf } from '../../../lib/pipeline/cost/operator-traffic.ts';
import { trafficOf } from '../../../lib/pipeline/cost/traffic.ts';
import type { OperatorViewPlan, Plan } from '../../../lib/pipeline/plan/plan.ts';
import { planOf } from '../../../lib/pipeline/plan/planner.ts';
import { auction } from '../../support/definitions/auction.ts';
import { aCostedStage } from '../../support/definitions/costed-stage.ts';
import { stateful } from '../../support/definitions/stateful-pipeline.ts';

const plan = planOf(stateful);
const load = {
  ...REFERENCE_LOAD,
  activeKeys: { visits: 1_000, visit_stats: 1_000, bought: 1_000 },
};

/** The plan with some of its views, and its lanes with no others. */
const only = (...names: string[]): Plan => ({
  ...plan,
  views: plan.views.filter(({ name }) => names.includes(name)),
  lanes: plan.lanes.map((lane) => ({
    ...lane,
    views: lane.views.filter((name) => names.includes(name)),
  })),
});

function viewOf(name: string, of: Plan = plan): OperatorViewPlan {
  const view = of.views.find((each) => each.name === name);
  if (view?.kind !== 'operator') throw new Error(`${name} has no steps with state`);
  return view;
}

const putUnits = (of: Plan, name: string): number =>
  trafficOf(of, aCostedStage(), load).lanes.find(({ lane }) => lane.name === name)?.putUnits ?? 0;

describe('the cost of steps with state', () => {
  test('has each event in the exchange once for each time that a view reads its stream', () => {
    expect(readsOf(viewOf('bought'), 'clicks')).toBe(1);
    expect(readsOf(viewOf('bought'), 'orders')).toBe(1);
    expect(readsOf(viewOf('visit_stats'), 'clicks')).toBe(1);
    expect(readsOf(viewOf('visits'), 'orders')).toBe(0);
    expect(putUnits(only(), 'clicks.speed')).toBe(0);
    expect(putUnits(only('visits'), 'clicks.speed')).toBeGreaterThan(0);
  });

  test('reads and writes one state for each key of a batch, however many events it has', () => {
    const few = operatorTraffic(viewOf('visits'), { events: 1e6, keys: 10 });
    const many = operatorTraffic(viewOf('visits'), { events: 1e6, keys: 1e9 });

    expect(few.states).toBeCloseTo(10, 6);
    expect(few.rows).toBeCloseTo(10, 6);
    expect(many.states).toBeGreaterThan(0.99e6);
  });

  test('writes a record for each event of a join, and for few of those that are watched', () => {
    const given = { events: 1_000, keys: 10 };

    const pairs = operatorTraffic(viewOf('bought'), given);
    const alerts = operatorTraffic(viewOf('alerts', planOf(auction)), given);
    const matches = operatorTraffic(viewOf('snipers', planOf(auction)), given);

    expect(pairs).toMatchObject({ records: 1_000, rows: 0, sentAgain: 0 });
    expect(alerts.records).toBeLessThan(100);
    expect(matches.records).toBeLessThan(100);
  });

  test('puts results into the exchange again where the next step reads them under another key', () => {
    expect(viewOf('visit_stats').placement.hops).toBe(1);
    expect(viewOf('bought').placement.hops).toBe(0);
    expect(putUnits(only('visit_stats'), 'exchange')).toBeGreaterThan(0);
    expect(putUnits(only('visits', 'bought'), 'exchange')).toBe(0);
  });

  test('has records in the index too, whose key is not that of their events', () => {
    const near = { ...viewOf('bought'), scatters: false };
    const writesOf = (of: Plan): number =>
      trafficOf(of, aCostedStage(), load).lanes.reduce(
        (sum, { writeUnits }) => sum + writeUnits,
        0,
      );
    const [few, many] = [{ ...only('bought'), views: [near] }, only('bought')].map(writesOf);

    expect(viewOf('bought').scatters).toBe(true);
    expect(many).toBeGreaterThan(1.3 * (few ?? 0));
  });

  test('grows with what is written for each event', () => {
    const usd = (...names: string[]): number => costOf(only(...names), aCostedStage(), load).usd;

    expect(usd('bought')).toBeGreaterThan(usd('visits'));
    expect(usd('visits')).toBeGreaterThan(usd());
    expect(usd('visits', 'visit_stats')).toBeGreaterThan(usd('visits'));
  });
});

describe('a lane', () => {
  test('gathers for a shorter time where a view is gathered for more than twice', () => {
    const windowOf = (name: string) => {
      const views = stateful.views.filter((view) => view.name === name);
      const { lanes } = planOf({ ...stateful, views });
      return lanes.find((lane) => lane.name === 'exchange')?.batchingWindowSeconds;
    };

    expect(windowOf('visits')).toBe(1); // 5 s in four parts
    expect(windowOf('visit_stats')).toBe(2); // 12 s in six
  });
});
