import { describe, expect, test } from '@jest/globals';
import { harness } from '../../support/operators/operator-harness.ts';
import {
  AGGREGATE,
  sessions,
  slidingOperator,
  tumblingOperator,
} from '../../support/operators/operators.ts';

describe('windows', () => {
  test('close in the order of their ends, however far time jumps', () => {
    const one = harness(tumblingOperator(), AGGREGATE);
    for (const at of [25, 5, 15]) one.event(at);

    const said = one.pass(100);

    expect(said.filter(({ what }) => what === 'row').map(({ window }) => window)).toEqual([
      [0, 10],
      [10, 20],
      [20, 30],
    ]);
  });

  test('say that they are closed once, after their last row', () => {
    const one = harness(tumblingOperator({ allowedLateness: 5 }), AGGREGATE);
    one.event(1);

    const said = [...one.pass(10), ...one.event(2), ...one.pass(15)];

    expect(said.map(({ what, pane }) => [what, pane])).toEqual([
      ['row', 'onTime'],
      ['row', 'late'],
      ['close', undefined],
    ]);
  });

  test('hold nothing but open ones', () => {
    const one = harness(slidingOperator());
    for (let at = 0; at < 1_000; at++) one.event(at);

    one.pass(990);

    expect((one.encoded() as readonly unknown[]).length).toBeLessThanOrEqual(4);
  });

  test('do not take an event that would open more than the cap, in none of its windows', () => {
    const one = harness(slidingOperator({ maxWindows: 3 }), AGGREGATE);
    one.event(1);

    const said = one.event(50);
    const rows = one.end().filter(({ what }) => what === 'row');

    expect(said).toMatchObject([{ what: 'overflow', cap: 'windows' }]);
    expect(rows.map(({ values }) => (values as { n: number }).n)).toEqual([1, 1, 1]);
  });
});

describe('sessions', () => {
  test('take back the row of a session that was merged into another', () => {
    const one = harness(sessions({ allowedLateness: 50 }), AGGREGATE);
    one.event(10);
    one.pass(15);

    const said = one.event(7);

    expect(said).toMatchObject([
      { what: 'retract', window: [10, 15] },
      { what: 'row', pane: 'late', window: [7, 15] },
    ]);
  });

  test('take nothing back that was never shown', () => {
    const one = harness(sessions(), AGGREGATE);
    one.event(10);

    const said = one.event(7);

    expect(said).toEqual([]);
  });

  test('do not open more than the cap, but still grow', () => {
    const one = harness(sessions({ maxWindows: 1 }), AGGREGATE);
    one.event(10);

    const [refused, taken] = [one.event(100), one.event(12)];

    expect(refused).toMatchObject([{ what: 'overflow', cap: 'windows' }]);
    expect(taken).toEqual([]);
  });
});
