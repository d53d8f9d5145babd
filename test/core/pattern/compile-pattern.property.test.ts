import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compilePattern } from '../../../lib/core/pattern/compile-pattern.ts';
import type { MatchedEvents } from '../../../lib/core/pattern/run.ts';
import type { PatternSpec } from '../../../lib/core/pattern/spec.ts';
import { runs } from '../../support/property.ts';
import { aPattern, aStream, asPatternEvent } from './arbitraries.ts';
import { everyMatch, type Letter } from './oracle.ts';

const describeMatch = (spec: PatternSpec, events: MatchedEvents<unknown>): string =>
  spec.stages
    .filter(({ name }) => name in events)
    .map(({ name }) => `${name}:${events[name]?.map(({ id }) => id).join(',')}`)
    .join(' ');

function found(spec: PatternSpec, stream: readonly Letter[]): string[] {
  const matcher = compilePattern<{ kind: string }>(spec);
  const met = matcher.process(matcher.empty, stream.map(asPatternEvent));
  const end = matcher.process(met.state, [], Number.POSITIVE_INFINITY);
  return [...met.matches, ...end.matches]
    .map(({ events }) => describeMatch(spec, events))
    .toSorted();
}

describe('a pattern', () => {
  test('finds without skipping what trying every combination of events finds', () => {
    fc.assert(
      fc.property(aPattern, aStream(8), (spec, stream) => {
        expect(found(spec, stream)).toEqual(everyMatch(spec, stream));
      }),
      runs(300),
    );
  });
});
