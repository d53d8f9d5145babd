import { describe, expect, test } from '@jest/globals';
import type { KeyedOperator } from '../../../lib/core/operators/keyed-operator.ts';
import { counted } from '../../support/operators/counted.ts';
import { harness } from '../../support/operators/operator-harness.ts';
import {
  AGGREGATE,
  sessions,
  slidingOperator,
  tumblingOperator,
} from '../../support/operators/operators.ts';

const MANY = 2_000;

/** Of every operator with many windows of one key: with lateness, so that some have given their row. */
const OPERATORS: readonly (readonly [name: string, KeyedOperator<unknown>])[] = [
  ['sessions', sessions({ allowedLateness: 300 }) as KeyedOperator<unknown>],
  ['final sessions', sessions({ emit: 'final' }) as KeyedOperator<unknown>],
  ['tumbling windows', tumblingOperator({ allowedLateness: 300 }) as KeyedOperator<unknown>],
  ['sliding windows', slidingOperator({ allowedLateness: 300 }) as KeyedOperator<unknown>],
];

/** The operator with a count of how many of its windows it looks at. */
function watched(operator: KeyedOperator<unknown>) {
  let looks = 0;
  const look = (): void => {
    looks++;
  };
  const create = () => {
    const state = operator.create() as Record<string, unknown>;
    for (const [name, value] of Object.entries(state)) {
      if (Array.isArray(value)) state[name] = counted(value, look);
    }
    return state;
  };
  return { operator: { ...operator, create }, looks: () => looks };
}

describe('a key with many open windows', () => {
  test.each(OPERATORS)('of %s costs few looks per event and per timer', (_, operator) => {
    const { operator: seen, looks } = watched(operator);
    const one = harness(seen, AGGREGATE);

    for (let i = 0; i < MANY; i++) {
      one.event(i * 10);
      one.nextTimer();
    }
    for (let at = 0; at < MANY * 10 + 1_000; at += 500) one.pass(at);

    expect(one.isEmpty()).toBe(true);
    expect(looks() / MANY).toBeLessThan(150);
  });

  test('refuses at the cap what opens another window at the cost of few looks', () => {
    const { operator, looks } = watched(
      slidingOperator({ maxWindows: MANY }) as KeyedOperator<unknown>,
    );
    const one = harness(operator, AGGREGATE);
    for (let i = 0; one.said.length === 0; i++) one.event(i * 10);
    const before = looks();

    for (let i = 0; i < 100; i++) one.event(-100 - i * 10);

    expect(one.said.length).toBeGreaterThan(100);
    expect((looks() - before) / 100).toBeLessThan(50);
  });
});
