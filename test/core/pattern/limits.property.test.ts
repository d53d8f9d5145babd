import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compilePattern } from '../../../lib/core/pattern/compile-pattern.ts';
import { growthOf } from '../../../lib/core/pattern/growth.ts';
import type { PatternLimits } from '../../../lib/core/pattern/matcher.ts';
import type { PatternCondition, PatternSpec } from '../../../lib/core/pattern/spec.ts';
import { runs } from '../../support/property.ts';
import { anArrival, aSkippingPattern, asPatternEvent } from './arbitraries.ts';

interface Kind {
  readonly kind: string;
}

/** The same pattern with functions instead of conditions, which count how often they are asked. */
function counted(spec: PatternSpec, asked: { times: number }) {
  const functions: ((event: Kind) => boolean)[] = [];
  const counting = (condition: PatternCondition | undefined): PatternCondition | undefined => {
    if (condition === undefined || !('field' in condition)) return condition;
    functions.push(({ kind }) => {
      asked.times += 1;
      return kind === condition.value;
    });
    return { fn: functions.length - 1 };
  };
  const stages = spec.stages.map(({ where, until, ...stage }) => ({
    ...stage,
    ...(where === undefined ? {} : { where: counting(where) as PatternCondition }),
    ...(until === undefined ? {} : { until: counting(until) as PatternCondition }),
  }));
  return { spec: { ...spec, stages }, functions };
}

const aLimit: fc.Arbitrary<PatternLimits> = fc.record({
  runs: fc.integer({ min: 1, max: 6 }),
  given: fc.integer({ min: 1, max: 20 }),
});

const inOrder = (arrivals: Parameters<typeof asPatternEvent>[0][]) =>
  arrivals.toSorted((a, b) => a.ts - b.ts).map(asPatternEvent);

describe('the limits of a pattern', () => {
  test('L17: hold after every event, whatever the pattern', () => {
    fc.assert(
      fc.property(aSkippingPattern, anArrival(14), aLimit, (spec, arrivals, limits) => {
        const matcher = compilePattern<Kind>(spec, [], limits);
        let { empty: state } = matcher;

        for (const event of inOrder(arrivals)) {
          const met = matcher.process(state, [event]);
          state = met.state;

          expect(state.runs.length - 1 + state.held.length).toBeLessThanOrEqual(limits.runs);
          for (const at of new Set(met.matches.map((match) => match.at))) {
            const those = met.matches.filter((match) => match.at === at);
            const events = those.flatMap((match) => Object.values(match.events).flat());
            // a deadline may be at the time of the event
            expect(events.length).toBeLessThanOrEqual(2 * limits.given);
          }
        }
      }),
      runs(200),
    );
  });

  test('bound what an event costs', () => {
    fc.assert(
      fc.property(aSkippingPattern, anArrival(14), aLimit, (plain, arrivals, limits) => {
        const asked = { times: 0 };
        const { spec, functions } = counted(plain, asked);
        const matcher = compilePattern<Kind>(spec, functions, limits);
        const conditions = Math.max(1, functions.length);
        const most = (limits.runs + 1) * growthOf(spec).stepsPerRun * conditions * 2;
        let { empty: state } = matcher;

        for (const event of inOrder(arrivals)) {
          asked.times = 0;
          state = matcher.process(state, [event]).state;
          expect(asked.times).toBeLessThanOrEqual(most);
        }
      }),
      runs(200),
    );
  });

  test('make no difference as long as nothing is given up', () => {
    fc.assert(
      fc.property(aSkippingPattern, anArrival(10), aLimit, (spec, arrivals, limits) => {
        const events = inOrder(arrivals);
        const [bounded, free] = [
          compilePattern<Kind>(spec, [], limits),
          compilePattern<Kind>(spec),
        ];
        const found = bounded.process(bounded.empty, events, Infinity);
        fc.pre(found.shed.length === 0);

        expect(found).toEqual(free.process(free.empty, events, Infinity));
      }),
      runs(200),
    );
  });

  test('give the same however events and passings of time are divided', () => {
    fc.assert(
      fc.property(
        ...([aSkippingPattern, anArrival(12), aLimit, fc.nat(12)] as const),
        (spec, arrivals, limits, at) => {
          const events = inOrder(arrivals);
          const matcher = compilePattern<Kind>(spec, [], limits);
          const whole = matcher.process(matcher.empty, events, Infinity);
          const first = matcher.process(matcher.empty, events.slice(0, at));
          const rest = matcher.process(first.state, events.slice(at), Infinity);

          for (const what of ['matches', 'timeouts', 'shed'] as const) {
            expect([...first[what], ...rest[what]]).toEqual(whole[what]);
          }
        },
      ),
      runs(200),
    );
  });
});
