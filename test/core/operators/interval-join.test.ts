import { describe, expect, test } from '@jest/globals';
import { harness } from '../../support/operators/operator-harness.ts';
import { join } from '../../support/operators/operators.ts';

const times = (said: readonly { readonly record?: unknown }[]): unknown[] =>
  said.map(({ record }) => {
    const { left, right } = record as { left?: { at: number }; right?: { at: number } };
    return [left?.at, right?.at];
  });

describe('a join of two streams', () => {
  test('gives a pair when its second event arrives, with the later time', () => {
    const one = harness(join({ type: 'inner' }));
    one.event(10, {}, 'right');

    const [pair] = one.event(8, {}, 'left');

    expect(pair).toMatchObject({ what: 'emit', time: 10 });
  });

  test('gives the partners of an event in the order of their times', () => {
    const one = harness(join({ type: 'inner', from: -5, to: 6 }));
    for (const at of [12, 9, 10]) one.event(at, {}, 'right');

    const pairs = one.event(10, {}, 'left');

    expect(times(pairs)).toEqual([
      [10, 9],
      [10, 10],
      [10, 12],
    ]);
  });

  test('forgets an event as soon as no partner can come: time passed, nothing is left', () => {
    const one = harness(join({ type: 'inner', from: -3, to: 5 }));
    for (let at = 0; at < 1_000; at++) one.event(at, {}, at % 2 === 0 ? 'left' : 'right');

    one.pass(999);
    const late = JSON.stringify(one.encoded()).length;
    one.pass(1_003);

    expect(late).toBeLessThan(200);
    expect(one.isEmpty()).toBe(true);
  });

  test('does not keep an event for which a partner could only have come before', () => {
    const one = harness(join({ type: 'left', from: -8, to: -4 }));
    one.pass(10);

    const said = one.event(10, {}, 'left');

    expect(times(said)).toEqual([[10, undefined]]);
    expect(one.isEmpty()).toBe(true);
  });

  test('gives events without a partner in the order of their times', () => {
    const one = harness(join({ from: 0, to: 20 }));
    one.event(7, {}, 'left');
    one.event(5, {}, 'right');
    one.event(6, {}, 'right');

    const said = one.end();

    expect(times(said)).toEqual([
      [undefined, 5],
      [undefined, 6],
      [7, undefined],
    ]);
  });

  test('does not take an event beyond its cap, and says so', () => {
    const one = harness(join({ maxEvents: 2 }));
    one.event(1, {}, 'left');
    one.event(2, {}, 'left');

    const said = one.event(3, {}, 'left');

    expect(said).toEqual([{ what: 'overflow', record: { at: 3 }, time: 3, cap: 'events' }]);
  });
});
