import { describe, expect, test } from '@jest/globals';
import { compilePattern } from '../../../lib/core/pattern/compile-pattern.ts';
import type { PatternSpec, StageSpec } from '../../../lib/core/pattern/spec.ts';
import { DefinitionError } from '../../../lib/errors/definition-error.ts';

const A: StageSpec = { name: 'a', contiguity: 'begin' };
const B: StageSpec = { name: 'b', contiguity: 'followedBy' };
const NOT: StageSpec = { name: 'n', contiguity: 'notFollowedBy' };

function messageOf(spec: PatternSpec): string {
  try {
    compilePattern(spec);
  } catch (error) {
    if (error instanceof DefinitionError) return error.message;
    throw error;
  }
  return 'is accepted';
}

const refused: readonly (readonly [string, PatternSpec, string])[] = [
  ['no stage', { stages: [] }, 'starts with "begin"'],
  ['another stage than begin at the start', { stages: [B] }, 'starts with "begin"'],
  ['begin in the middle', { stages: [A, { ...A, name: 'b' }] }, '"begin" comes first'],
  ['two stages of one name', { stages: [A, { ...B, name: 'a' }] }, 'a name of its own'],
  ['a stage without a name', { stages: [{ ...A, name: '' }] }, 'a name of its own'],
  ['what must not come, optional', { stages: [A, { ...NOT, optional: true }, B] }, 'no repetition'],
  ['what must not come, times', { stages: [A, { ...NOT, times: { min: 2 } }, B] }, 'no repetition'],
  [
    'fewer times than at least',
    { stages: [{ ...A, times: { min: 3, max: 2 } }] },
    'number of times',
  ],
  ['at most 0 times', { stages: [{ ...A, times: { min: 0, max: 0 } }] }, 'number of times'],
  ['half a time', { stages: [{ ...A, times: { min: 1.5 } }] }, 'number of times'],
  ['greedy without repetition', { stages: [{ ...A, greedy: true }] }, 'can be greedy'],
  [
    'greedy with combinations',
    { stages: [{ ...A, times: { min: 1 }, inner: 'combinations', greedy: true }] },
    'can be greedy',
  ],
  ['consecutive without repetition', { stages: [{ ...A, inner: 'consecutive' }] }, 'repetition'],
  [
    'until with an upper end',
    { stages: [{ ...A, times: { min: 1, max: 2 }, until: { all: [] } }] },
    'has to be ended',
  ],
  [
    'a function that is not there',
    { stages: [{ ...A, where: { any: [{ fn: 0 }] } }] },
    'no such function',
  ],
  [
    'optional before what must not come',
    { stages: [A, { ...B, optional: true }, NOT], withinMs: 1 },
    'optional stage cannot stand before',
  ],
  [
    'optional after greedy',
    {
      stages: [
        { ...A, times: { min: 1 }, greedy: true },
        { ...B, optional: true },
      ],
    },
    'greedy stage cannot stand before',
  ],
  [
    'notFollowedBy before notNext',
    { stages: [A, NOT, { name: 'm', contiguity: 'notNext' }, B] },
    'says nothing directly before',
  ],
  ['notFollowedBy at the end for ever', { stages: [A, NOT] }, 'has to end some time'],
  [
    'two notFollowedBy at the end',
    { stages: [A, NOT, { ...NOT, name: 'm' }], withinMs: 1 },
    'at most one notFollowedBy',
  ],
  ['skipping to nowhere', { stages: [A], skip: { strategy: 'toFirst', to: 'z' } }, 'to skip to'],
  [
    'skipping to what must not come',
    { stages: [A, NOT, B], skip: { strategy: 'toLast', to: 'n' } },
    'to skip to',
  ],
  ['no time at all', { stages: [A, B], withinMs: 0 }, 'not a time that can pass'],
  ['a type of no time', { stages: [A, B], withinType: 'firstToLast' }, 'type and no duration'],
  ['a gap before the first event', { stages: [{ ...A, gapMs: 1 }] }, 'has none before it'],
  ['a gap of nothing', { stages: [A, { ...B, gapMs: 0.5 }] }, 'not a time that can pass'],
  [
    'a gap longer than the whole',
    { stages: [A, { ...B, gapMs: 9 }], withinMs: 5 },
    'longer than the whole',
  ],
];

describe('a pattern is refused when it has', () => {
  test.each(refused)('%s', (_, spec, problem) => {
    expect(messageOf(spec)).toContain(problem);
    expect(messageOf(spec)).toContain('[PATTERN_INVALID]');
  });
});

describe('the message of a refusal', () => {
  test('says where, what, what was expected, and what to do', () => {
    expect(messageOf({ stages: [A, NOT] })).toBe(
      'n: a pattern that ends with notFollowedBy has to end some time; got no "within", expected a ' +
        'time after which nothing has come; add within(duration) [PATTERN_INVALID]',
    );
  });
});
