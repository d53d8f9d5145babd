import { describe, expect, test } from '@jest/globals';
import { type Pace, pace } from '../../lib/runtime/exchange/pace.ts';

/** Applies epochs that take so long, of a minute that is left. */
function roomAfter(one: Pace, epochs: number, took: number): number {
  for (let i = 0; i < epochs; i++) one.applied(took, 60_000);
  return one.room();
}

describe('the room of epochs', () => {
  test('grows while they are applied in a small part of the time, up to a bound', () => {
    const one = pace();
    const first = one.room();

    expect(roomAfter(one, 1, 10)).toBe(2 * first);
    expect(roomAfter(one, 20, 10)).toBe(4_000_000);
    expect(roomAfter(one, 1, 10)).toBe(4_000_000);
  });

  test('stays where they take as long as they should, and shrinks where they take longer', () => {
    const one = pace();
    const first = one.room();

    expect(roomAfter(one, 1, 4_000)).toBe(first);
    expect(roomAfter(one, 1, 8_000)).toBe(first / 2);
    expect(roomAfter(one, 100, 59_000)).toBe(1);
  });

  test('grows without a clock', () => {
    const one = pace();
    const first = one.room();

    one.applied(Number.NaN, Number.POSITIVE_INFINITY);

    expect(one.room()).toBe(2 * first);
  });

  test('is what it was in the beginning where something was too much for any room', () => {
    const one = pace();
    const first = one.room();
    one.shrink(1);

    one.restart();

    expect(one.room()).toBe(first);
  });

  test('comes back slowly to what a head did not hold, and quickly from what is far below', () => {
    const one = pace();
    one.shrink(500_000);
    expect(roomAfter(one, 1, 10)).toBeLessThan(600_000);

    one.shrink(1);

    expect(roomAfter(one, 1, 10)).toBe(2);
    expect(roomAfter(one, 15, 10)).toBeGreaterThan(50_000);
  });
});
