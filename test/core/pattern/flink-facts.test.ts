import { describe, expect, test } from '@jest/globals';
import { compilePattern } from '../../../lib/core/pattern/compile-pattern.ts';
import type { MatchedEvents } from '../../../lib/core/pattern/run.ts';
import { factFunctions } from './fact-functions.ts';
import { eventsOfFact, type FactEvent, factFiles, factsOf, patternOf } from './facts.ts';

/** Ids in the order of time, as Flink's own comparison flattens a match. */
const idsOf = (events: MatchedEvents<FactEvent>, order: readonly string[]): string =>
  Object.values(events)
    .flat()
    .map(({ id }) => id)
    .toSorted((a, b) => order.indexOf(a) - order.indexOf(b))
    .join(' ');

describe.each(factFiles)('what Flink finds in its tests, %s:', (file) => {
  test.each(factsOf(file).map((fact) => [fact.from, fact] as const))('%s', (_, fact) => {
    const matcher = compilePattern<FactEvent>(patternOf(fact), factFunctions);
    const events = eventsOfFact(fact).toSorted((a, b) => a.ts - b.ts);
    const order = events.map(({ id }) => id);

    const seen = matcher.process(matcher.empty, events);
    const end = matcher.process(seen.state, [], Number.POSITIVE_INFINITY);

    const matches = [...seen.matches, ...end.matches].map((match) => idsOf(match.events, order));
    expect(matches.toSorted()).toEqual(fact.matches.toSorted());
    if (fact.timeouts !== undefined) {
      const timeouts = [...seen.timeouts, ...end.timeouts].map(
        (timeout) => `${idsOf(timeout.events, order)} @${timeout.at}`,
      );
      expect(timeouts.toSorted()).toEqual(fact.timeouts.toSorted());
    }
    if (fact.runsAt !== undefined) {
      const [watermark, runs] = fact.runsAt;
      expect(matcher.process(seen.state, [], watermark).state.runs).toHaveLength(runs);
    }
  });
});
