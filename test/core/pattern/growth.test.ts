import { describe, expect, test } from '@jest/globals';
import { where } from '../../../lib/core/expression.ts';
import { compilePattern } from '../../../lib/core/pattern/compile-pattern.ts';
import { growthOf, isUnbounded } from '../../../lib/core/pattern/growth.ts';
import { pattern } from '../../../lib/core/pattern/pattern.ts';
import type { PatternChain } from '../../../lib/core/pattern/pattern-chain.ts';
import { type Note, notes } from './find.ts';

const is = (kind: string) => where('kind', '==', kind);
const begin = () => pattern<Note>().begin('a', is('a'));

const SHAPES: readonly (readonly [string, number, PatternChain<Note, string>])[] = [
  ['strict steps', 0, begin().next('b', is('b'))],
  ['relaxed steps', 1, begin().followedBy('b', is('b'))],
  ['any that fits', 2, begin().followedByAny('b', is('b')).followedBy('z', is('z'))],
  ['a loop', 2, begin().oneOrMore().followedBy('z', is('z'))],
  ['a greedy loop', 1, begin().oneOrMore().greedy().followedBy('z', is('z'))],
  ['a loop at the end', 1, begin().followedBy('b', is('b')).oneOrMore()],
  [
    'two loops',
    3,
    begin().oneOrMore().followedBy('b', is('b')).oneOrMore().followedBy('z', is('z')),
  ],
  ['combinations of three', 3, begin().times(3).allowCombinations().followedBy('z', is('z'))],
];

/** How many partial matches there are after so many a and then so many b. */
function held(chain: PatternChain<Note, string>, n: number): number {
  const { spec, functions } = chain.build();
  const matcher = compilePattern<Note>(spec, functions);
  const text = ['a', 'b'].flatMap((kind) => Array.from({ length: n }, (_, i) => `${kind}${i + 1}`));
  return matcher.process(matcher.empty, notes(text.join(' '))).state.runs.length - 1;
}

describe('the growth of partial matches', () => {
  test.each(SHAPES)('is at most the power that is said: %s', (_, power, chain) => {
    const [few, many] = [held(chain, 8), held(chain, 16)];

    expect(growthOf(chain.build().spec).power).toBe(power);
    expect(many).toBeLessThanOrEqual(Math.max(1, few) * 2 ** power * 1.5);
  });

  test('has no power if a repetition without upper end allows combinations', () => {
    const chain = begin().oneOrMore().allowCombinations().followedBy('z', is('z'));

    expect(growthOf(chain.within('1h').build().spec)).toMatchObject({ power: Infinity });
    expect(held(chain, 10)).toBeGreaterThan(2 ** 10);
  });

  test.each([
    ['within', begin().followedBy('b').within('1m'), false],
    ['no time at all', begin().followedBy('b'), true],
    ['strict steps without a time', begin().next('b').next('c'), false],
    ['strict repetitions without an end', begin().oneOrMore().consecutive().next('b'), true],
    ['a gap for the only stage that waits', begin().followedBy('b').gap('1m'), false],
    ['a gap for one of two', begin().followedBy('b').gap('1m').followedBy('c'), true],
    [
      'the last two near each other',
      begin().followedBy('b').within('1m', 'previousToCurrent'),
      false,
    ],
    [
      'only the last two',
      begin().followedBy('b').followedBy('c').within('1m', 'previousToCurrent'),
      true,
    ],
    ['combinations within a time', begin().oneOrMore().allowCombinations().within('1m'), true],
  ] as const)('is unbounded or not: %s', (_, chain, expected) => {
    expect(isUnbounded(growthOf((chain as PatternChain<Note, string>).build().spec))).toBe(
      expected,
    );
  });
});
