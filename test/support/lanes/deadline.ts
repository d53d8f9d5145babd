import type { Deadline } from '../../../lib/adapters/lambda/time-left.ts';
import type { Budget } from '../../../lib/ports/budget.ts';

/** An invocation that has as long as Lambda allows. */
export const plentyOfTime: Deadline = { getRemainingTimeInMillis: () => 900_000 };

/** A budget that is spent once it was asked so often. */
export function spentAfter(questions: number): Budget {
  let asked = 0;
  return {
    remaining: () => Math.max(0, questions - asked),
    isSpent: () => asked++ >= questions,
  };
}
