import { describe, expect, test } from '@jest/globals';
import { where } from '../../../lib/core/expression.ts';
import { pattern } from '../../../lib/core/pattern/pattern.ts';
import { find, type Note } from './find.ts';

const is = (kind: string) => where('kind', '==', kind);
const manyA = () => pattern<Note>().begin('x', is('x')).followedBy('a', is('a'));

describe('a repetition', () => {
  test('of n times takes n events', () => {
    const twice = manyA().times(2).build();

    expect(find(twice, 'x1 a1 b1 a2 a3')).toEqual(['x:x1 a:a1,a2']);
  });

  test('from n to m times makes a match for each number', () => {
    const range = manyA().times(2, 3).build();

    expect(find(range, 'x1 a1 a2 a3 a4')).toEqual(['x:x1 a:a1,a2', 'x:x1 a:a1,a2,a3']);
  });

  test('from 0 times is optional', () => {
    const range = manyA().times(0, 1).followedBy('z', is('z')).build();

    expect(find(range, 'x1 a1 z1').toSorted()).toEqual(['x:x1 a:a1 z:z1', 'x:x1 z:z1']);
  });

  test('without upper end makes a match for each number of events', () => {
    const loop = manyA().oneOrMore().build();

    expect(find(loop, 'x1 a1 b1 a2 a3')).toEqual(['x:x1 a:a1', 'x:x1 a:a1,a2', 'x:x1 a:a1,a2,a3']);
  });

  test('leaves out no event that fits, unless combinations are allowed', () => {
    const relaxed = manyA().times(2).followedBy('z', is('z'));
    const combinations = manyA().times(2).allowCombinations().followedBy('z', is('z'));

    expect(find(relaxed.build(), 'x1 a1 a2 a3 z1')).toEqual(['x:x1 a:a1,a2 z:z1']);
    expect(find(combinations.build(), 'x1 a1 a2 a3 z1').toSorted()).toEqual([
      'x:x1 a:a1,a2 z:z1',
      'x:x1 a:a1,a3 z:z1',
    ]);
  });

  test('that is consecutive has no other event in it', () => {
    const strict = manyA().oneOrMore().consecutive().followedBy('z', is('z')).build();

    expect(find(strict, 'x1 a1 a2 b1 a3 z1').toSorted()).toEqual([
      'x:x1 a:a1 z:z1',
      'x:x1 a:a1,a2 z:z1',
    ]);
  });

  test('need not be all that there is: the next stage may pass over events that fit', () => {
    const loop = manyA().oneOrMore().followedBy('z', is('z')).build();

    expect(find(loop, 'x1 a1 a2 z1').toSorted()).toEqual(['x:x1 a:a1 z:z1', 'x:x1 a:a1,a2 z:z1']);
  });

  test('that is greedy is all that there is', () => {
    const greedy = manyA().oneOrMore().greedy().followedBy('z', is('z')).build();

    expect(find(greedy, 'x1 a1 b1 a2 z1')).toEqual(['x:x1 a:a1,a2 z:z1']);
  });

  test('that is greedy at the end of a pattern still makes a match for each number', () => {
    const greedy = manyA().oneOrMore().greedy().build();

    expect(find(greedy, 'x1 a1 a2')).toEqual(['x:x1 a:a1', 'x:x1 a:a1,a2']);
  });

  test('ends with "until", whose event is not part of it', () => {
    const ended = manyA()
      .oneOrMore()
      .until(where('price', '==', 9))
      .followedBy('z', is('z'))
      .build();

    expect(find(ended, 'x1 a1 a2$9 a3 z1')).toEqual(['x:x1 a:a1 z:z1']);
  });

  test('ends with "until", which may look at the events taken so far', () => {
    const ended = manyA()
      .oneOrMore()
      .until((_, { a }) => a.length === 2)
      .build();

    expect(find(ended, 'x1 a1 a2 a3')).toEqual(['x:x1 a:a1', 'x:x1 a:a1,a2']);
  });

  test('with a gap takes only events less than so long after the one before', () => {
    const dense = manyA().times(3).gap('5ms').build();

    expect(find(dense, 'x1@0 a1@4 a2@8 a3@12')).toEqual(['x:x1 a:a1,a2,a3']);
    expect(find(dense, 'x1@0 a1@4 a2@9 a3@12')).toEqual([]);
  });
});

describe('an optional stage', () => {
  test('makes a match with it and one without it', () => {
    const maybe = manyA().optional().followedBy('z', is('z')).build();

    expect(find(maybe, 'x1 a1 z1').toSorted()).toEqual(['x:x1 a:a1 z:z1', 'x:x1 z:z1']);
  });

  test('may begin a pattern', () => {
    const maybe = pattern<Note>().begin('x', is('x')).optional().followedBy('z', is('z')).build();

    expect(find(maybe, 'x1 z1').toSorted()).toEqual(['x:x1 z:z1', 'z:z1']);
  });

  test('does not make a match of nothing', () => {
    expect(find(pattern<Note>().begin('x', is('x')).optional().build(), 'a1')).toEqual([]);
  });
});
