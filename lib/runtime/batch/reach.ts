import type { PatternSpec } from '../../core/pattern/spec.ts';
import { type DurationMs, EARLIEST_EVENT_TIME, type EventTime } from '../../core/time.ts';
import {
  chainOf,
  type Operator,
  type WindowAggregation,
} from '../../pipeline/definition/operator.ts';
import { windowLength } from '../../pipeline/plan/settling-time.ts';

/** How far beyond a range the events lie that its results depend on. Milliseconds. */
export interface Reach {
  /** Infinite if a result may depend on everything before it. */
  readonly before: DurationMs;
  readonly after: DurationMs;
}

/** The reach of a view's results, or why events alone do not say what they are. */
export type ReachOrWhy = Reach | { readonly why: string };

export const NO_REACH: Reach = { before: 0, after: 0 };
const PAST: DurationMs = Number.POSITIVE_INFINITY;

/**
 * How far beyond its range a batch run has to read for a view of steps with state.
 *
 * Steps whose results depend on the order in which events arrived have none: a run that computed them
 * in the order of event time would put another answer in the place of a right one.
 */
export function reachOf(operator: Operator): ReachOrWhy {
  let { before, after } = NO_REACH;
  for (const each of chainOf(operator)) {
    const reach = stepReach(each, each === operator);
    if ('why' in reach) return reach;
    before += reach.before;
    after += reach.after;
  }
  return { before, after };
}

/** The times that have to be read for results at `from ≤ t < to`; half-open. */
export const readFor = (
  { from, to }: { readonly from: EventTime; readonly to: EventTime },
  { before, after }: Reach,
): { readonly from: EventTime; readonly to: EventTime } => ({
  from: Math.max(EARLIEST_EVENT_TIME, from - before), // never infinite: JSON has no such number
  to: to + after,
});

/** @param isLast - Whether its results are those of the view. */
function stepReach(operator: Operator, isLast: boolean): ReachOrWhy {
  switch (operator.kind) {
    case 'window':
      return windowReach(operator, isLast);
    case 'join': {
      const apart = Math.max(Math.abs(operator.from), Math.abs(operator.to));
      return { before: apart, after: apart };
    }
    case 'tableJoin':
      return operator.asOf === 'eventTime' && operator.grace !== null
        ? { before: PAST, after: operator.grace + 1 }
        : { why: 'its join sees the row of the table that is there on arrival' };
    case 'match':
      return patternReach(operator.pattern.spec);
    case 'monitor':
      return { before: PAST, after: (operator.every ?? 0) * operator.of };
    case 'sorted':
      return { before: 0, after: 1 };
    case 'fill':
      return { before: PAST, after: 0 };
    case 'retimed':
      return { before: PAST, after: operator.back };
    case 'dedupe':
      return { why: 'it lets through which of equal events arrives first' };
    case 'records':
      return NO_REACH;
  }
}

function windowReach(
  { windows, accumulation, allowedLateness }: WindowAggregation,
  isLast: boolean,
): ReachOrWhy {
  if (accumulation === 'discarding')
    return { why: 'its rows hold what arrived since the one before' };
  switch (windows.kind) {
    case 'aligned':
    case 'cumulating':
    case 'calendar': {
      if (isLast) return NO_REACH; // rows of windows that lie in the range
      const length = windowLength(windows);
      return { before: length, after: length };
    }
    case 'session':
      if (windows.gapField !== null) return { why: 'the gap of its sessions is a field' };
      // an event exactly one gap behind may be part of the session, hence one more
      return { before: isLast ? windows.gap : PAST, after: windows.gap + 1 };
    case 'rolling':
      return { why: 'its features say what was known when each event arrived' };
    case 'preceding':
      return { before: PAST, after: allowedLateness + 1 };
    case 'global':
      return { why: 'its windows count events in the order of their arrival' };
  }
}

/** Matches that do not get in each other's way depend on nothing but their own events. */
function patternReach({ withinMs, withinType = 'firstToLast', skip }: PatternSpec): Reach {
  const isBounded = withinMs !== undefined && withinType === 'firstToLast';
  const isFree = skip === undefined || skip.strategy === 'none';
  return { before: isBounded && isFree ? withinMs : PAST, after: withinMs ?? 0 };
}
