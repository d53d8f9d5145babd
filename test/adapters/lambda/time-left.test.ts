import { describe, expect, test } from '@jest/globals';
import { timeLeft } from '../../../lib/adapters/lambda/time-left.ts';

/** An invocation that may take `whole` milliseconds, and a hand to let them pass. */
function invocation(whole: number) {
  let left = whole;
  return {
    context: { getRemainingTimeInMillis: () => left },
    pass: (milliseconds: number) => {
      left -= milliseconds;
    },
  };
}

describe('the time left of an invocation', () => {
  test('is spent while an eighth of it remains', () => {
    const { context, pass } = invocation(8_000);
    const budget = timeLeft(context);

    expect(budget.remaining()).toBe(7_000);

    pass(6_999);
    expect([budget.remaining(), budget.isSpent()]).toEqual([1, false]);

    pass(1);
    expect([budget.remaining(), budget.isSpent()]).toEqual([0, true]);

    pass(900);
    expect([budget.remaining(), budget.isSpent()]).toEqual([0, true]);
  });

  test('has no end where the invocation has none', () => {
    const budget = timeLeft(invocation(Number.POSITIVE_INFINITY).context);

    expect(budget.remaining()).toBe(Number.POSITIVE_INFINITY);
    expect(budget.isSpent()).toBe(false);
  });
});
