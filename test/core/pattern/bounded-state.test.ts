import { describe, expect, test } from '@jest/globals';
import { where } from '../../../lib/core/expression.ts';
import { compilePattern } from '../../../lib/core/pattern/compile-pattern.ts';
import { keyedPattern } from '../../../lib/core/pattern/keyed-pattern.ts';
import { pattern } from '../../../lib/core/pattern/pattern.ts';
import type { PatternChain, PatternDefinition } from '../../../lib/core/pattern/pattern-chain.ts';
import { type Note, notes } from './find.ts';

const is = (kind: string) => where('kind', '==', kind);

const timed: readonly (readonly [string, PatternDefinition<Note>])[] = (
  [
    ['followedBy', pattern<Note>().begin('a', is('a')).followedBy('z', is('z'))],
    ['followedByAny', pattern<Note>().begin('a', is('a')).followedByAny('b', is('b'))],
    ['a loop', pattern<Note>().begin('a', is('a')).oneOrMore().followedBy('z', is('z'))],
    ['what must not come', pattern<Note>().begin('a', is('a')).notFollowedBy('z', is('z'))],
  ] as readonly (readonly [string, PatternChain<Note, string>])[]
).flatMap(([name, chain]) => [
  [name, chain.within('20ms').build()],
  [`${name}, skipping`, chain.within('20ms').skip('pastLastEvent').build()],
]);

describe('the state of a pattern with "within"', () => {
  test.each(timed)('stays bounded as time passes: %s', (_, { spec, functions }) => {
    const keyed = keyedPattern(compilePattern<Note>(spec, functions));
    const state = keyed.create();
    const sizes: number[] = [];

    for (let ts = 0; ts < 2_000; ts += 4) {
      const id = `${(ts / 4) % 3 === 2 ? 'b' : 'a'}${ts}`;
      for (const event of notes(`${id}@${ts}`))
        keyed.insert(state, { ...event, order: ts }, ts - 5);
      keyed.advance(state, ts - 5);
      sizes.push(JSON.stringify(keyed.encode(state)).length);
    }

    const [early, late] = [sizes.slice(50, 100), sizes.slice(-50)];
    expect(Math.max(...late)).toBeLessThanOrEqual(Math.max(...early) * 1.2);
    keyed.advance(state, Infinity);
    expect(keyed.encode(state)).toEqual(keyed.encode(keyed.create()));
  });
});

describe('the state of a pattern', () => {
  test('keeps an event only while a partial match holds it', () => {
    const { spec, functions } = pattern<Note>().begin('a', is('a')).next('b', is('b')).build();
    const keyed = keyedPattern(compilePattern<Note>(spec, functions));
    const state = keyed.create();
    for (const event of notes('a1 c1 a2 a3'))
      keyed.insert(state, { ...event, order: 0 }, -Infinity);

    keyed.advance(state, Infinity);

    expect(keyed.size(state)).toEqual({ runs: 1, links: 1, events: 1, waiting: 0 });
  });

  test('keeps one copy of an event that many partial matches hold', () => {
    const { spec, functions } = pattern<Note>()
      .begin('a', is('a'))
      .times(4)
      .allowCombinations()
      .followedBy('z', is('z'))
      .build();
    const matcher = compilePattern<Note>(spec, functions);
    const keyed = keyedPattern(matcher);
    const state = keyed.create();
    for (const event of notes('a1 a2 a3 a4 a5 a6')) {
      keyed.insert(state, { ...event, order: 0 }, -Infinity);
    }

    keyed.advance(state, Infinity);

    expect(keyed.size(state).runs).toBeGreaterThan(50);
    expect(keyed.size(state).events).toBe(6);
  });

  test('holds no more partial matches than its limit, and gives up the oldest first', () => {
    const { spec, functions } = pattern<Note>()
      .begin('a', is('a'))
      .followedBy('z', is('z'))
      .build();
    const matcher = compilePattern<Note>(spec, functions, { runs: 2, given: 100 });
    const { state, shed } = matcher.process(matcher.empty, notes('a1 a2 a3 a4'));

    const { matches } = matcher.process(state, notes('z1@6'));

    expect(shed.map(({ event, count }) => [event.id, count])).toEqual([
      ['a3', 1],
      ['a4', 1],
    ]);
    expect(matches.map(({ events, shed: lost }) => [events['a']?.[0]?.id, lost])).toEqual([
      ['a3', 2],
      ['a4', 2],
    ]);
  });

  test('reports the matches that waited for what is given up', () => {
    const { spec, functions } = pattern<Note>()
      .begin('a', is('a'))
      .followedBy('b', ({ kind, price }, { a }) => kind === 'b' && price === a[0]?.price)
      .skip('toNext')
      .build();
    const matcher = compilePattern<Note>(spec, functions, { runs: 2, given: 100 });

    const { matches } = matcher.process(matcher.empty, notes('a1@1$1 a2@2$2 b1@3$2 a3@4$3'));

    expect(matches.map(({ events, at }) => [events['a']?.[0]?.id, at])).toEqual([['a2', 4]]);
  });

  test('gives no more events at one moment than its limit, and counts the matches beyond', () => {
    const { spec, functions } = pattern<Note>()
      .begin('a', is('a'))
      .followedBy('z', is('z'))
      .build();
    const matcher = compilePattern<Note>(spec, functions, { runs: 100, given: 5 });

    const { matches, shed } = matcher.process(matcher.empty, notes('a1 a2 a3 a4 z1@6'));

    expect(matches.map(({ events }) => events['a']?.[0]?.id)).toEqual(['a1', 'a2']);
    expect(shed.map(({ event, count }) => [event.id, count])).toEqual([['z1', 2]]);
  });

  test('forgets what was given up once nothing is open', () => {
    const { spec, functions } = pattern<Note>()
      .begin('a', is('a'))
      .followedBy('z', is('z'))
      .within('10ms')
      .build();
    const matcher = compilePattern<Note>(spec, functions, { runs: 1, given: 100 });
    const { state } = matcher.process(matcher.empty, notes('a1 a2 a3'), 50);

    const { matches } = matcher.process(state, notes('a4@60 z1@61'), 62);

    expect(state).toBe(matcher.empty);
    expect(matches.map(({ shed }) => shed)).toEqual([undefined]);
  });
});
