import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compilePattern } from '../../../lib/core/pattern/compile-pattern.ts';
import { type KeyedPattern, keyedPattern } from '../../../lib/core/pattern/keyed-pattern.ts';
import type { PatternResult } from '../../../lib/core/pattern/matcher.ts';
import type { PatternSpec } from '../../../lib/core/pattern/spec.ts';
import { runs } from '../../support/property.ts';
import { anArrival, aSkippingPattern, asPatternEvent, MAX_DELAY } from './arbitraries.ts';
import { describeEvents } from './find.ts';
import type { Letter } from './oracle.ts';

interface Kind {
  readonly kind: string;
}

/** What happens between two arrivals. */
interface Pause {
  readonly passesTime: boolean;
  readonly restarts: boolean;
}

const somePauses = fc.array(fc.record({ passesTime: fc.boolean(), restarts: fc.boolean() }), {
  minLength: 12,
  maxLength: 12,
});

const textOf = ({ matches, timeouts }: Pick<PatternResult<Kind>, 'matches' | 'timeouts'>) => ({
  matches: matches.map(({ events, at }) => `${describeEvents(events)} @${at}`),
  timeouts: timeouts.map(({ events, at }) => `${describeEvents(events)} @${at}`),
});

/** All at once, in order. */
function atOnce(spec: PatternSpec, arrivals: readonly Letter[]): ReturnType<typeof textOf> {
  const matcher = compilePattern<Kind>(spec);
  const events = arrivals.toSorted((a, b) => a.ts - b.ts).map(asPatternEvent);
  const met = matcher.process(matcher.empty, events);
  const end = matcher.process(met.state, [], Infinity);
  return textOf({
    matches: [...met.matches, ...end.matches],
    timeouts: [...met.timeouts, ...end.timeouts],
  });
}

/** As it arrives, with the watermark behind it. */
function asItComes(
  keyed: KeyedPattern<Kind>,
  arrivals: readonly Letter[],
  pauses: readonly Pause[],
): ReturnType<typeof textOf> {
  let state = keyed.create();
  let watermark = -Infinity;
  const all = { matches: [] as string[], timeouts: [] as string[] };
  const pass = (until: number): void => {
    const { matches, timeouts } = textOf(keyed.advance(state, until));
    all.matches.push(...matches);
    all.timeouts.push(...timeouts);
  };
  arrivals.forEach((letter, order) => {
    keyed.insert(state, { ...asPatternEvent(letter), order }, watermark);
    watermark = Math.max(watermark, letter.ts - MAX_DELAY);
    if (pauses[order]?.passesTime) pass(watermark);
    if (pauses[order]?.restarts) {
      state = keyed.decode(JSON.parse(JSON.stringify(keyed.encode(state))));
    }
  });
  pass(Infinity);
  return all;
}

describe('a keyed pattern', () => {
  test('gives the same, in the same order, however events arrive, time passes and state is restored', () => {
    fc.assert(
      fc.property(aSkippingPattern, anArrival(12), somePauses, (spec, arrivals, pauses) => {
        const keyed = keyedPattern(compilePattern<Kind>(spec));

        expect(asItComes(keyed, arrivals, pauses)).toEqual(atOnce(spec, arrivals));
      }),
      runs(300),
    );
  });

  test('has nothing to do before the time that it names, and something at that time', () => {
    fc.assert(
      fc.property(aSkippingPattern, anArrival(12), fc.nat(20), (spec, arrivals, watermark) => {
        const keyed = keyedPattern(compilePattern<Kind>(spec));
        const state = keyed.create();
        arrivals.forEach((letter, order) => {
          keyed.insert(state, { ...asPatternEvent(letter), order }, -Infinity);
        });
        keyed.advance(state, watermark);
        const before = JSON.stringify(keyed.encode(state));

        const timer = keyed.nextTimer(state);
        const early = keyed.advance(state, timer === undefined ? Infinity : timer - 1);

        expect(early).toEqual({ matches: [], timeouts: [], shed: [] });
        expect(JSON.stringify(keyed.encode(state))).toBe(before);
        if (timer === undefined) return;
        const onTime = keyed.advance(state, timer);
        const isChanged = JSON.stringify(keyed.encode(state)) !== before;
        expect(isChanged || onTime.matches.length + onTime.timeouts.length > 0).toBe(true);
      }),
      runs(200),
    );
  });

  test('encodes a state that it decoded as it was', () => {
    fc.assert(
      fc.property(aSkippingPattern, anArrival(12), fc.nat(20), (spec, arrivals, watermark) => {
        const keyed = keyedPattern(compilePattern<Kind>(spec));
        const state = keyed.create();
        arrivals.forEach((letter, order) => {
          keyed.insert(state, { ...asPatternEvent(letter), order }, -Infinity);
        });
        keyed.advance(state, watermark);

        const stored = JSON.parse(JSON.stringify(keyed.encode(state)));

        expect(keyed.decode(stored)).toEqual(state);
        expect(JSON.parse(JSON.stringify(keyed.encode(keyed.decode(stored))))).toEqual(stored);
        expect(keyed.size(keyed.decode(stored))).toEqual(keyed.size(state));
      }),
      runs(100),
    );
  });
});

describe('skipping', () => {
  test('reports some of the matches that there are without it, and no other', () => {
    fc.assert(
      fc.property(aSkippingPattern, anArrival(10), (spec, arrivals) => {
        const all = atOnce({ ...spec, skip: { strategy: 'none' } }, arrivals).matches;
        const left = all.map((text) => text.replace(/ @.*/, ''));

        for (const match of atOnce(spec, arrivals).matches) {
          const at = left.indexOf(match.replace(/ @.*/, ''));
          expect(at).toBeGreaterThanOrEqual(0);
          left.splice(at, 1);
        }
      }),
      runs(200),
    );
  });

  test('past the last event leaves no two matches that overlap', () => {
    fc.assert(
      fc.property(aSkippingPattern, anArrival(10), (spec, arrivals) => {
        const order = arrivals.toSorted((a, b) => a.ts - b.ts).map(({ id }) => id);
        const matcher = compilePattern<Kind>({ ...spec, skip: { strategy: 'pastLastEvent' } });
        const events = arrivals.toSorted((a, b) => a.ts - b.ts).map(asPatternEvent);
        const met = matcher.process(matcher.empty, events);
        const end = matcher.process(met.state, [], Infinity);

        const spans = [...met.matches, ...end.matches].map((match) =>
          Object.values(match.events).flatMap((list) => list.map(({ id }) => order.indexOf(id))),
        );
        spans.slice(1).forEach((span, i) => {
          expect(Math.min(...span)).toBeGreaterThan(Math.max(...(spans[i] ?? [])));
        });
      }),
      runs(200),
    );
  });
});
