import { describe, expect, test } from '@jest/globals';
import { where } from '../../../lib/core/expression.ts';
import { pattern } from '../../../lib/core/pattern/pattern.ts';
import { describeEvents, find, type Note, run } from './find.ts';

const is = (kind: string) => where('kind', '==', kind);
const withoutN = () => pattern<Note>().begin('a', is('a')).notFollowedBy('no-n', is('n'));

describe('as in Flink, what must not come', () => {
  test('is watched for again inside times(n, m), once an event was passed over', () => {
    const range = withoutN().followedBy('b', is('b')).times(1, 2).build();

    expect(find(range, 'a1 b1 n1 b2')).toEqual(['a:a1 b:b1', 'a:a1 b:b1,b2']);
    expect(find(range, 'a1 b1 x1 n1 b2')).toEqual(['a:a1 b:b1']);
  });

  test('is watched for again in the second of two optional stages, once an event was passed over', () => {
    const two = withoutN()
      .next('b', is('b'))
      .optional()
      .followedBy('c', is('c'))
      .optional()
      .build();

    expect(find(two, 'a1 b1 n1 c1')).toContain('a:a1 b:b1 c:c1');
    expect(find(two, 'a1 b1 x1 n1 c1')).not.toContain('a:a1 b:b1 c:c1');
  });

  test('keeps an optional greedy repetition that took nothing from holding back the next stage', () => {
    const many = (start: ReturnType<typeof withoutN>) =>
      start.next('many', is('b')).oneOrMore().optional().greedy().next('one', is('b')).build();
    const plain = pattern<Note>().begin('a', is('a'));

    expect(find(many(withoutN()), 'a1 b1')).toEqual(['a:a1 one:b1']);
    expect(find(many(plain as ReturnType<typeof withoutN>), 'a1 b1')).toEqual([]);
  });
});

describe('as in Flink, a repetition directly before a final notFollowedBy', () => {
  test('matches only what a later event has shown to be over; the rest is a timeout', () => {
    const { spec, functions } = pattern<Note>()
      .begin('a', is('a'))
      .oneOrMore()
      .notFollowedBy('no-z', is('z'))
      .within('10ms')
      .build();

    const quiet = run({ spec, functions }, 'a1@1');
    const followed = run({ spec, functions }, 'a1@1 x1@2');

    expect(quiet.matches).toEqual([]);
    expect(quiet.timeouts.map(({ events }) => describeEvents(events))).toEqual(['a:a1']);
    expect(followed.matches.map(({ events }) => describeEvents(events))).toEqual(['a:a1']);
  });
});

describe('a greedy range before what must not come', () => {
  const range = (isGreedy: boolean) => {
    const some = pattern<Note>().begin('a', is('a')).times(1, 3);
    const taken = isGreedy ? some.greedy() : some;
    return taken.notFollowedBy('no-z', is('z')).followedBy('c', is('c')).build();
  };

  test('takes all that follow, as many as it may, where one that is not gives every part', () => {
    expect(find(range(true), 'a1 a2 c1')).toEqual(['a:a1,a2 c:c1', 'a:a2 c:c1']);
    expect(find(range(false), 'a1 a2 c1')).toEqual(['a:a1,a2 c:c1', 'a:a1 c:c1', 'a:a2 c:c1']);
    expect(find(range(true), 'a1 x1 a2 c1')).toEqual(['a:a1,a2 c:c1', 'a:a2 c:c1']);
  });

  test('gives nothing once that has come, but to what begins behind it', () => {
    expect(find(range(true), 'a1 a2 z1 c1')).toEqual([]);
    expect(find(range(true), 'a1 z1 a2 c1')).toEqual(['a:a2 c:c1']);
  });
});
