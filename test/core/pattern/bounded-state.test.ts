import { describe, expect, test } from '@jest/globals';
import { where } from '../../../lib/core/expression.ts';
import { compilePattern } from '../../../lib/core/pattern/compile-pattern.ts';
import { keyedPattern } from '../../../lib/core/pattern/keyed-pattern.ts';
import { pattern } from '../../../lib/core/pattern/pattern.ts';
import type { PatternChain, PatternDefinition } from '../../../lib/core/pattern/pattern-chain.ts';
import { type Note, notes } from './find.ts';

const is = (kind: string) => where<'kind'>('kind', '==', kind);

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

  test('can be cut to a number of partial matches, the oldest first, each reported', () => {
    const { spec, functions } = pattern<Note>()
      .begin('a', is('a'))
      .followedBy('z', is('z'))
      .build();
    const matcher = compilePattern<Note>(spec, functions);
    const { state } = matcher.process(matcher.empty, notes('a1 a2 a3 a4'));

    const shed = matcher.shed(state, 2, 5);

    expect(shed.dropped.map(({ a }) => a?.[0]?.id)).toEqual(['a1', 'a2']);
    expect(
      matcher.process(shed.state, notes('z1@6')).matches.map(({ events }) => events['a']?.[0]?.id),
    ).toEqual(['a3', 'a4']);
    expect(matcher.shed(state, 4, 5)).toEqual({ state, matches: [], dropped: [] });
  });

  test('that is cut reports the matches that waited for what was given up', () => {
    const { spec, functions } = pattern<Note>()
      .begin('a', is('a'))
      .followedBy('b', ({ kind, price }, { a }) => kind === 'b' && price === a[0]?.price)
      .skip('toNext')
      .build();
    const matcher = compilePattern<Note>(spec, functions);
    const { state, matches } = matcher.process(matcher.empty, notes('a1@1$1 a2@2$2 b1@3$2'));

    const shed = matcher.shed(state, 0, 4);

    expect(matches).toEqual([]);
    expect(shed.matches.map(({ events, at }) => [events['a']?.[0]?.id, at])).toEqual([['a2', 4]]);
    expect(shed.state).toBe(matcher.empty);
  });
});
