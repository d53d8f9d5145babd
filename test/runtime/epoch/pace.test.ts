import { describe, expect, test } from '@jest/globals';
import { type Budget, UNLIMITED } from '../../../lib/ports/budget.ts';
import { computingPart, type Pace, pace } from '../../../lib/runtime/epoch/pace.ts';

const left = (ms: number): Budget => ({ remaining: () => ms, isSpent: () => ms === 0 });
const minute = left(60_000);

/** Takes epochs as large as they may be, each of which needs so long and fills so much of a head. */
function sizes(one: Pace, epochs: number, ms: (size: number) => number, fill = 0.01): number[] {
  return Array.from({ length: epochs }, () => {
    const size = Math.min(one.next(minute), 1e9);
    one.took({ size, fill }, ms(size));
    return size;
  });
}

describe('the pace of a task', () => {
  test('grows fast from a single record while epochs are quick', () => {
    expect(sizes(pace(), 4, () => 50)).toEqual([1, 16, 256, 4_096]);
  });

  test('takes a single record where no time is left and nothing is known', () => {
    expect(pace().next(left(0))).toBe(1);
  });

  test('doubles where one epoch needs much of the time, and stays where records need half of it', () => {
    expect(sizes(pace(), 3, () => 20_000)).toEqual([1, 2, 4]);
    expect(sizes(pace(), 9, (size) => 100 + 10 * size).at(-1)).toBeLessThan(3_100);
  });

  test('knows no bound where nobody looks at the time and every head has fitted', () => {
    expect(pace().next(UNLIMITED)).toBe(Number.POSITIVE_INFINITY);
  });

  test('cuts what did not fit by how much too big it was, and comes back by double', () => {
    const one = pace();

    one.misfits({ size: 1_000, fill: 10 }, 1_000);
    expect(one.next(UNLIMITED)).toBe(80);

    one.took({ size: 80, fill: 0.1 }, Number.NaN);
    expect(one.next(UNLIMITED)).toBe(160);
  });

  test('tries no more than half of what did not fit, and one record at last', () => {
    const one = pace();

    one.misfits({ size: 100, fill: 1.01 }, 100);
    expect(one.next(UNLIMITED)).toBe(50);

    one.misfits({ size: 1, fill: 9 }, 1);
    expect(one.next(UNLIMITED)).toBe(1);
  });

  test('says that it is late when half of the time left is less than the shortest epoch', () => {
    const one = pace();
    one.took({ size: 1, fill: 0.1 }, 100);

    expect([one.isLate(left(201)), one.isLate(left(199))]).toEqual([false, true]);
  });

  test('computes in a quarter of the time that is left', () => {
    let now = 1_000;
    const part = computingPart({ remaining: () => now, isSpent: () => false });

    now = 751;
    expect([part.remaining(), part.isSpent()]).toEqual([1, false]);

    now = 750;
    expect(part.isSpent()).toBe(true);
  });
});
