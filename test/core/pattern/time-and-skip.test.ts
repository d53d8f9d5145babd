import { describe, expect, test } from '@jest/globals';
import { where } from '../../../lib/core/expression.ts';
import { compilePattern } from '../../../lib/core/pattern/compile-pattern.ts';
import { pattern } from '../../../lib/core/pattern/pattern.ts';
import { describeEvents, find, type Note, notes, run } from './find.ts';

const is = (kind: string) => where('kind', '==', kind);
const fromA = () => pattern<Note>().begin('a', is('a'));

describe('the time of a pattern', () => {
  const timed = fromA().followedBy('b', is('b')).followedBy('c', is('c')).within('10ms').build();

  test('is less than "within" from the first event to the last', () => {
    expect(find(timed, 'a1@1 b1@5 c1@10')).toEqual(['a:a1 b:b1 c:c1']);
    expect(find(timed, 'a1@1 b1@5 c1@11')).toEqual([]);
  });

  test('may be bounded from the previous event to the last stage only', () => {
    const gap = fromA()
      .followedBy('b', is('b'))
      .followedBy('c', is('c'))
      .within('10ms', 'previousToCurrent')
      .build();

    expect(find(gap, 'a1@1 b1@50 c1@59')).toEqual(['a:a1 b:b1 c:c1']);
    expect(find(gap, 'a1@1 b1@50 c1@60')).toEqual([]);
  });

  test('runs out at a deadline, which is reported with what had been matched', () => {
    const { timeouts } = run(timed, 'a1@1 b1@5 a2@6');

    expect(timeouts.map(({ events, at }) => `${describeEvents(events)} @${at}`)).toEqual([
      'a:a1 b:b1 @11',
      'a:a2 @16',
    ]);
  });

  test('also runs out for what matched and could have gone on', () => {
    const loop = fromA().followedBy('b', is('b')).oneOrMore().within('10ms').build();

    const { matches, timeouts } = run(loop, 'a1@1 b1@2');

    expect(matches.map(({ events }) => describeEvents(events))).toEqual(['a:a1 b:b1']);
    expect(timeouts.map(({ events }) => describeEvents(events))).toEqual(['a:a1 b:b1']);
  });

  test('of a match is that of the event that completed it, or of the deadline', () => {
    const unpaid = fromA().notFollowedBy('b', is('b')).within('10ms').build();

    expect(run(timed, 'a1@1 b1@5 c1@7').matches.map(({ at }) => at)).toEqual([7]);
    expect(run(unpaid, 'a1@1').matches.map(({ at }) => at)).toEqual([11]);
  });

  test('is known to the matcher, which says when it wants to be advanced', () => {
    const matcher = compilePattern<Note>(timed.spec, timed.functions);
    const { state } = matcher.process(matcher.empty, notes('a1@1 a2@4'));

    expect(matcher.nextDeadline(matcher.empty)).toBeUndefined();
    expect(matcher.nextDeadline(state)).toBe(11);
    expect(matcher.nextDeadline(matcher.process(state, [], 11).state)).toBe(14);
    expect(matcher.process(state, [], 14).state).toBe(matcher.empty);
  });
});

describe('after a match', () => {
  test('every other match is reported when nothing is skipped', () => {
    expect(find(fromA().times(2).build(), 'a1 a2 a3')).toEqual(['a:a1,a2', 'a:a2,a3']);
  });

  test('"pastLastEvent" gives up what began before its last event or with it', () => {
    const skipping = fromA().times(2).skip('pastLastEvent').build();

    expect(find(skipping, 'a1 a2 a3 a4')).toEqual(['a:a1,a2', 'a:a3,a4']);
  });

  test('"toNext" gives up what began with its first event', () => {
    const each = fromA().followedByAny('b', is('b'));

    expect(find(each.build(), 'a1 a2 b1 b2')).toHaveLength(4);
    expect(find(each.skip('toNext').build(), 'a1 a2 b1 b2')).toEqual(['a:a1 b:b1', 'a:a2 b:b1']);
  });

  test('"toFirst" gives up what began before the first event of the stage', () => {
    const skipping = fromA().times(2).next('c', is('a')).times(2).skip('toFirst', 'c').build();

    expect(find(skipping, 'a1 a2 a3 a4 a5 a6')).toEqual(['a:a1,a2 c:a3,a4', 'a:a3,a4 c:a5,a6']);
  });

  test('"toLast" gives up what began before the last event of the stage', () => {
    const skipping = fromA().times(2).next('c', is('a')).times(2).skip('toLast', 'c').build();

    expect(find(skipping, 'a1 a2 a3 a4 a5 a6 a7')).toEqual(['a:a1,a2 c:a3,a4', 'a:a4,a5 c:a6,a7']);
  });

  test('nothing is skipped to a stage that the match has no event of', () => {
    const skipping = fromA()
      .next('b', is('b'))
      .optional()
      .next('c', is('c'))
      .skip('toFirst', 'b')
      .build();

    expect(find(skipping, 'a1 c1 a2 b2 c2')).toEqual(['a:a1 c:c1', 'a:a2 b:b2 c:c2']);
  });

  test('a match waits while an earlier partial match might make it impossible', () => {
    const skipping = fromA()
      .followedBy('b', ({ kind, price }, { a }) => kind === 'b' && price === a[0]?.price)
      .within('10ms')
      .skip('pastLastEvent')
      .build();
    const matcher = compilePattern<Note>(skipping.spec, skipping.functions);

    const met = matcher.process(matcher.empty, notes('a1@1$1 a2@2$2 b1@3$2'));
    const passed = matcher.process(met.state, [], 11);

    expect(met.matches).toEqual([]);
    expect(passed.matches.map(({ events, at }) => `${describeEvents(events)} @${at}`)).toEqual([
      'a:a2 b:b1 @11',
    ]);
  });
});
