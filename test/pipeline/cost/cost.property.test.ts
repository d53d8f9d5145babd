import { describe, test } from '@jest/globals';
import fc from 'fast-check';
import { costOf } from '../../../lib/pipeline/cost/cost-of.ts';
import { planOf } from '../../../lib/pipeline/plan/planner.ts';
import { aCostedStage } from '../../support/definitions/costed-stage.ts';
import { sample } from '../../support/definitions/sample-pipeline.ts';
import { runs } from '../../support/property.ts';

const plan = planOf(sample);

const aLoad = fc.record({
  eventsPerSecond: fc.integer({ min: 0, max: 100_000 }),
  bytesPerEvent: fc.integer({ min: 1, max: 100_000 }),
  activeKeys: fc.record({
    spent_by_customer: fc.integer({ min: 1, max: 1_000_000 }),
    sales_by_country: fc.integer({ min: 1, max: 1_000 }),
  }),
  storedGigabytes: fc.integer({ min: 0, max: 1_000 }),
});

describe('costOf', () => {
  test('is a positive number of dollars for any load', () => {
    fc.assert(
      fc.property(aLoad, (load) => {
        const { usd, lines } = costOf(plan, aCostedStage(), load);

        return Number.isFinite(usd) && usd > 0 && lines.every((line) => line.usd >= 0);
      }),
      runs(),
    );
  });

  test('never falls when events become larger, or their keys more', () => {
    fc.assert(
      fc.property(aLoad, fc.integer({ min: 2, max: 10 }), (load, factor) => {
        const usd = (change: object) => costOf(plan, aCostedStage(), { ...load, ...change }).usd;
        const keys = load.activeKeys.spent_by_customer * factor;

        const before = usd({});
        const larger = usd({ bytesPerEvent: load.bytesPerEvent * factor });
        const spread = usd({ activeKeys: { ...load.activeKeys, spent_by_customer: keys } });

        return larger >= before * 0.999 && spread >= before * 0.999;
      }),
      runs(),
    );
  });
});
