import { describe, expect, test } from '@jest/globals';
import { where } from '../../../lib/core/expression.ts';
import { pattern } from '../../../lib/core/pattern/pattern.ts';
import { find, type Note } from './find.ts';

const is = (kind: string) => where('kind', '==', kind);
const startsWithA = () => pattern<Note>().begin('a', is('a'));

describe('a stage', () => {
  test('begins a match with every event that fits', () => {
    expect(find(pattern<Note>().begin('a', is('a')).build(), 'a1 b1 a2')).toEqual(['a:a1', 'a:a2']);
  });

  test('takes any event when it has no condition', () => {
    const any = pattern<Note>().begin('first').next('second').build();

    expect(find(any, 'a1 b1 c1')).toEqual(['first:a1 second:b1', 'first:b1 second:c1']);
  });

  test('with "next" takes the event directly after, or none', () => {
    const directly = startsWithA().next('b', is('b')).build();

    expect(find(directly, 'a1 b1 b2')).toEqual(['a:a1 b:b1']);
    expect(find(directly, 'a1 x1 b1')).toEqual([]);
  });

  test('with "followedBy" takes the first event that fits, whatever comes before it', () => {
    const relaxed = startsWithA().followedBy('b', is('b')).build();

    expect(find(relaxed, 'a1 x1 b1 b2')).toEqual(['a:a1 b:b1']);
  });

  test('with "followedByAny" takes each event that fits, in a match of its own', () => {
    const any = startsWithA().followedByAny('b', is('b')).build();

    expect(find(any, 'a1 x1 b1 b2')).toEqual(['a:a1 b:b1', 'a:a1 b:b2']);
  });

  test('sees events of the same time in the order in which they arrived', () => {
    const directly = startsWithA().next('b', is('b')).build();

    expect(find(directly, 'a1@5 b1@5')).toEqual(['a:a1 b:b1']);
    expect(find(directly, 'b1@5 a1@5')).toEqual([]);
  });

  test('can look at the events matched before it', () => {
    const rising = startsWithA()
      .followedByAny('b', ({ kind, price }, { a }) => kind === 'b' && price > (a[0]?.price ?? 0))
      .build();

    expect(find(rising, 'a1$5 b1$3 b2$7')).toEqual(['a:a1 b:b2']);
  });

  test('can have several conditions that must all hold, or one of which will do', () => {
    const dear = where('price', '>', 10);
    const both = pattern<Note>().begin('x', is('a')).where(dear).build();
    const either = pattern<Note>().begin('x', is('a')).or(dear).build();

    expect(find(both, 'a1$5 a2$20 b1$20')).toEqual(['x:a2']);
    expect(find(either, 'a1$5 b1$5 b2$20')).toEqual(['x:a1', 'x:b2']);
  });
});

describe('what must not come', () => {
  test('with "notNext" is not the next event', () => {
    const notB = startsWithA().notNext('no-b', is('b')).followedByAny('c', is('c')).build();

    expect(find(notB, 'a1 b1 c1')).toEqual([]);
    expect(find(notB, 'a1 c1 b1 c2')).toEqual(['a:a1 c:c1', 'a:a1 c:c2']);
  });

  test('with "notNext" at the end waits for an event that it is not', () => {
    const notB = startsWithA().notNext('no-b', is('b')).build();

    expect(find(notB, 'a1 c1')).toEqual(['a:a1']);
    expect(find(notB, 'a1 b1')).toEqual([]);
    expect(find(notB, 'a1')).toEqual([]);
  });

  test('with "notFollowedBy" is no event before the one that the next stage takes', () => {
    const notB = startsWithA().notFollowedBy('no-b', is('b')).followedByAny('c', is('c')).build();

    expect(find(notB, 'a1 c1 b1 c2')).toEqual(['a:a1 c:c1']);
  });

  test('is watched for past an optional stage that took nothing, and no longer once it took one', () => {
    const notB = startsWithA()
      .notFollowedBy('no-b', is('b'))
      .followedBy('c', is('c'))
      .optional()
      .followedBy('d', is('d'))
      .build();

    expect(find(notB, 'a1 b1 d1')).toEqual([]);
    expect(find(notB, 'a1 c1 b1 d1')).toEqual(['a:a1 c:c1 d:d1']);
  });

  test('after a repetition also ends the repetition itself', () => {
    const notC = startsWithA()
      .followedBy('b', is('b'))
      .oneOrMore()
      .notFollowedBy('no-c', is('c'))
      .followedBy('d', is('d'))
      .build();

    expect(find(notC, 'a1 b1 c1 b2 d1')).toEqual([]);
  });

  test('at the end makes a match when its time is over, and not before', () => {
    const unpaid = startsWithA().notFollowedBy('no-b', is('b')).within('10ms').build();

    expect(find(unpaid, 'a1@1 b1@10')).toEqual([]);
    expect(find(unpaid, 'a1@1 b1@11')).toEqual(['a:a1']);
    expect(find(unpaid, 'a1@1')).toEqual(['a:a1']);
  });
});
