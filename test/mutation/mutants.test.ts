import { describe, expect, test } from '@jest/globals';
import { mutantsOf, mutated } from './mutants.ts';

/** The sources that a text becomes, without what is the same in all of them. */
const variants = (text: string): string[] => mutantsOf(text).map((mutant) => mutated(text, mutant));

describe('the mutants of a source', () => {
  test.each([
    ['a boundary', 'a < b', ['a <= b']],
    ['a condition', 'if (a) b;', ['if (true) b;', 'if (false) b;', 'if (a) ;']],
    ['an await', 'x = await y()', ['x = y()']],
    ['a minimum', 'x = Math.min(a, b)', ['x = Math.max(a, b)']],
    [
      'the end of a slice',
      'x = a.slice(0, n)',
      ['x = a', 'x = a.slice(0, n - 1)', 'x = a.slice(1, n)'],
    ],
    ['a default', 'x = a ?? b', ['x = (a)!', 'x = b']],
    ['a number', 'x = 1_000', ['x = 1001']],
  ])('are made of %s', (_, text, expected) => {
    const ofStatement = (all: readonly string[]) => all.filter((variant) => variant.trim() !== ';');

    expect(ofStatement(variants(text)).toSorted()).toEqual(expected.toSorted());
  });

  test('leave types alone', () => {
    expect(
      variants('type A = 1 | true;\ninterface B { readonly c: 2 }\nconst d: 3 = e as 4;'),
    ).toEqual([]);
  });
});
