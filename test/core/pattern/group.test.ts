import { describe, expect, test } from '@jest/globals';
import { where } from '../../../lib/core/expression.ts';
import { compilePattern } from '../../../lib/core/pattern/compile-pattern.ts';
import { growthOf } from '../../../lib/core/pattern/growth.ts';
import { pattern } from '../../../lib/core/pattern/pattern.ts';
import type { PatternDefinition } from '../../../lib/core/pattern/pattern-chain.ts';

interface Letter {
  readonly is: string;
}

const is = (letter: string) => where('is', '==', letter) as never;

const AB = pattern<Letter>().begin('a', is('a')).followedBy('b', is('b'));
const tight = pattern<Letter>().begin('a', is('a')).next('b', is('b'));

/** Matches as texts, `a1 b2 c3`: a letter and its place from 1, earliest first. */
function matchesIn({ spec, functions }: PatternDefinition<Letter>, letters: string): string[] {
  const matcher = compilePattern(spec, functions);
  const events = [...letters].map((letter, i) => ({
    id: `${letter}${i + 1}`,
    ts: i,
    value: { is: letter },
  }));
  return matcher.process(matcher.empty, events, 1_000).matches.map(({ events: by }) =>
    Object.values(by)
      .flat()
      .toSorted((a, b) => a.ts - b.ts)
      .map(({ id }) => id)
      .join(' '),
  );
}

describe('a group', () => {
  test('repeats as a whole, and may stop early', () => {
    const loop = pattern<Letter>().begin(AB).oneOrMore().followedBy('c', is('c')).build();

    expect(matchesIn(loop, 'abxabc').toSorted()).toEqual([
      'a1 b2 a4 b5 c6',
      'a1 b2 c6',
      'a4 b5 c6',
    ]);
  });

  test('that is greedy does not stop before what begins another repetition', () => {
    const greedy = pattern<Letter>()
      .begin(AB)
      .oneOrMore()
      .greedy()
      .followedBy('c', is('c'))
      .skip('pastLastEvent')
      .build();

    expect(matchesIn(greedy, 'ababc')).toEqual(['a1 b2 a3 b4 c5']);
    expect(matchesIn(greedy, 'abxxabxc')).toEqual(['a1 b2 a5 b6 c8']);
  });

  test('comes so many times', () => {
    const twice = pattern<Letter>().begin(AB).times(2).followedBy('c', is('c')).build();
    const upToTwo = pattern<Letter>().begin(AB).times(1, 2).next('c', is('c')).build();

    expect(matchesIn(twice, 'abc')).toEqual([]);
    expect(matchesIn(twice, 'ababc')).toEqual(['a1 b2 a3 b4 c5']);
    expect(matchesIn(twice, 'abababc').toSorted()).toEqual(['a1 b2 a3 b4 c7', 'a3 b4 a5 b6 c7']);
    expect(matchesIn(upToTwo, 'abababc').toSorted()).toEqual(['a3 b4 a5 b6 c7', 'a5 b6 c7']);
  });

  test('may be left out', () => {
    const maybe = pattern<Letter>()
      .begin('s', is('s'))
      .followedBy(AB)
      .optional()
      .followedBy('c', is('c'))
      .build();

    expect(matchesIn(maybe, 'sxabc').toSorted()).toEqual(['s1 a3 b4 c5', 's1 c5']);
    expect(matchesIn(maybe, 'sac')).toEqual(['s1 c3']);
  });

  test('follows itself directly if it is consecutive, as its stages do if they say next', () => {
    const strict = pattern<Letter>().begin(tight).times(2).consecutive().build();
    const loose = pattern<Letter>().begin(tight).times(2).build();

    expect(matchesIn(strict, 'abxab')).toEqual([]);
    expect(matchesIn(strict, 'abab')).toEqual(['a1 b2 a3 b4']);
    expect(matchesIn(loose, 'abxab')).toEqual(['a1 b2 a4 b5']);
    expect(matchesIn(loose, 'abaxb')).toEqual([]);
  });

  test('with combinations may leave repetitions out', () => {
    const any = pattern<Letter>().begin(tight).times(2).allowCombinations().build();

    expect(matchesIn(any, 'ababab').toSorted()).toEqual([
      'a1 b2 a3 b4',
      'a1 b2 a5 b6',
      'a3 b4 a5 b6',
    ]);
  });

  test('holds stages that repeat, and groups', () => {
    const inner = pattern<Letter>().begin('a', is('a')).oneOrMore().next('b', is('b'));
    const outer = pattern<Letter>().begin(inner).times(2).consecutive().next('c', is('c'));
    const nested = pattern<Letter>().begin(outer).times(2).consecutive().build();

    expect(matchesIn(nested, 'aababcabaabc')).toEqual([
      ...['a1 a2 b3 a4 b5 c6 a7 b8 a9 a10 b11 c12', 'a2 b3 a4 b5 c6 a7 b8 a9 a10 b11 c12'],
    ]);
  });

  test('at the end makes a match for each number of repetitions', () => {
    const end = pattern<Letter>().begin('s', is('s')).next(tight).oneOrMore().build();

    expect(matchesIn(end, 'sabab').toSorted()).toEqual(['s1 a2 b3', 's1 a2 b3 a4 b5']);
  });

  test('brings its functions along, which see what was matched', () => {
    const more = pattern<{ readonly v: number }>()
      .begin('low', ({ v }) => v < 5)
      .next('high', ({ v }, { low }) => v > (low.at(-1)?.v ?? 0) + 1);
    const found = pattern<{ readonly v: number }>()
      .begin('start', ({ v }) => v === 0)
      .next(more)
      .times(2)
      .consecutive()
      .build();
    const matcher = compilePattern(found.spec, found.functions);
    const events = [0, 1, 3, 2, 9].map((v, ts) => ({ id: `${v}`, ts, value: { v } }));

    const { matches } = matcher.process(matcher.empty, events, 100);

    expect(matches.map(({ events: by }) => by['high']?.map(({ id }) => id))).toEqual([['3', '9']]);
  });

  test('says how partial matches grow: those within grow with each repetition', () => {
    const any = pattern<Letter>().begin('a').followedByAny('b');

    expect(growthOf(pattern<Letter>().begin(tight).times(3).build().spec).power).toBe(1);
    expect(growthOf(pattern<Letter>().begin(any).times(3).build().spec).power).toBe(4);
    expect(growthOf(pattern<Letter>().begin(any).oneOrMore().build().spec).power).toBe(Infinity);
  });
});

describe('a group is refused', () => {
  test.each([
    [
      'with a condition of its own',
      () => pattern<Letter>().begin(AB).where(is('x')).build(),
      '(a b): a group has no condition of its own',
    ],
    [
      'that might be nothing',
      () => pattern<Letter>().begin(pattern<Letter>().begin('a').optional()).oneOrMore().build(),
      '(a): a repetition of the group might be nothing at all',
    ],
    [
      'beside what must not come',
      () => pattern<Letter>().begin(AB).notNext('n').next('c').build(),
      'n: what must not come has no place in a pattern with groups',
    ],
    [
      'with a time of its own',
      () => pattern<Letter>().begin(pattern<Letter>().begin('a').within('1m')),
      '(a): what is said of the whole pattern is not said of a group',
    ],
    [
      'with too many repetitions within each other',
      () => pattern<Letter>().begin(pattern<Letter>().begin(AB).times(100)).times(100).build(),
      '(a b) › times: needs too many states',
    ],
    [
      'whose stages are called like others',
      () => pattern<Letter>().begin(AB).next('a').build(),
      'a: a stage needs a name of its own',
    ],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});
