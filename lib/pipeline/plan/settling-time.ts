import type { DurationMs } from '../../core/time.ts';
import type { Windows } from '../../core/windows/window-kinds.ts';
import { chainOf, type Operator } from '../definition/operator.ts';

const DAY = 86_400_000;

/** Longest windows of a calendar, and an hour for changed clocks. */
const CALENDAR: Readonly<Record<string, DurationMs>> = {
  day: DAY + 3_600_000,
  week: 7 * DAY + 3_600_000,
  month: 31 * DAY + 3_600_000,
};

/**
 * How much event time must pass after an event until nothing that came of it can change any more,
 * through all steps of a view. Milliseconds; more than needed at worst.
 *
 * A session whose gap is a field of its events may need more.
 */
export const settlingTime = (operator: Operator): DurationMs =>
  chainOf(operator).reduce((sum, each) => sum + timeOf(each) + laterOf(each), 0);

/**
 * How much event time must pass after the time of a result until it does not change any more, if it is as
 * early as the events that it is made of. Milliseconds.
 */
export const closingTime = (operator: Operator): DurationMs =>
  chainOf(operator).reduce((sum, each) => sum + timeOf(each), 0);

/** How much later than others, and with a later time, something may come of an event. */
function laterOf(operator: Operator): DurationMs {
  if (operator.kind === 'retimed') return operator.ahead;
  if (operator.kind !== 'fill' || operator.until === 'lastRow') return 0;
  return Math.min(operator.limit * windowLength(operator.windows), operator.forgetAfter);
}

function timeOf(operator: Operator): DurationMs {
  switch (operator.kind) {
    case 'window':
      return windowLength(operator.windows) + operator.allowedLateness;
    case 'join':
      return Math.max(Math.abs(operator.from), Math.abs(operator.to)) + operator.allowedLateness;
    case 'tableJoin':
      return operator.grace ?? 0;
    case 'match':
      return operator.pattern.spec.withinMs ?? 0;
    case 'monitor':
      return operator.missing === 'skip' ? 0 : (operator.every ?? 0) * operator.of;
    case 'sorted':
      return 1;
    case 'dedupe':
    case 'fill':
    case 'retimed':
    case 'records':
      return 0;
  }
}

/** Longest time between an event and the end of a window that it may be in, if no other event follows. */
export function windowLength(windows: Windows): DurationMs {
  switch (windows.kind) {
    case 'aligned':
    case 'cumulating':
    case 'rolling':
      return windows.size;
    case 'calendar':
      return CALENDAR[windows.unit] ?? 366 * DAY;
    case 'session':
      return windows.gap ?? DAY;
    case 'preceding':
      return 1;
    case 'global':
      return 0;
  }
}
