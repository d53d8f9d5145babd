import type { Context } from 'aws-lambda';
import { type Budget, UNLIMITED } from '../../ports/budget.ts';

/** Part of an invocation's time that is kept for what is under way to end, and for the answer. */
const RESERVE = 1 / 8;

/** The part of what Lambda tells a handler that says how long it may take. */
export type Deadline = Pick<Context, 'getRemainingTimeInMillis'>;

/** The budget of an invocation: it is spent a little before Lambda kills the function. */
export function timeLeft(context: Deadline): Budget {
  const whole = context.getRemainingTimeInMillis();
  if (whole === Number.POSITIVE_INFINITY) return UNLIMITED;
  const reserve = whole * RESERVE;
  const remaining = () => Math.max(0, context.getRemainingTimeInMillis() - reserve);
  return { remaining, isSpent: () => remaining() === 0 };
}
