import { greatest } from '../../core/many.ts';
import { answersEvents } from '../../core/windows/event-windows.ts';
import { flowsOf, type OperatorPlan, type OperatorViewPlan } from '../plan/plan.ts';
import { ASSUMPTIONS } from './assumptions.ts';
import { distinctKeys } from './load.ts';

/** What the steps of a view do when so many events reach them. */
export interface OperatorTraffic {
  /** States that are read and written, one for each key and chain of steps under it. */
  readonly states: number;
  /** Rows of windows that are written. */
  readonly rows: number;
  /** Records that are written, each once. */
  readonly records: number;
  /** Timers that are set or removed. */
  readonly timers: number;
  /** Results that go through the exchange again. */
  readonly sentAgain: number;
}

const A = ASSUMPTIONS;

/**
 * What steps do with some events that fall evenly on some keys.
 *
 * @param events - Over all streams that the view reads.
 */
export function operatorTraffic(
  { operator, placement }: OperatorViewPlan,
  { events, keys }: { readonly events: number; readonly keys: number },
): OperatorTraffic {
  const touched = distinctKeys(events, keys);
  const isOfWindows = operator.kind === 'window' && !answersEvents(operator.windows);
  const hasState =
    operator.kind !== 'records' ||
    operator.inputs.flatMap(flowsOf).some(({ after }) => after !== null);
  const states = hasState ? touched * (1 + placement.hops) : 0;
  return {
    states,
    rows: isOfWindows ? touched : 0,
    records: isOfWindows ? 0 : events * resultsPerEvent(operator),
    timers: states * A.timersPerState,
    sentAgain: events * sentAgainPerEvent(operator, placement.hops),
  };
}

/** How often a view reads a stream: each time it is sent the events. */
export const readsOf = ({ operator }: OperatorViewPlan, stream: string | null): number =>
  inputsBelow(operator).filter((name) => name === stream).length;

const inputsBelow = ({ inputs }: OperatorPlan): (string | null)[] =>
  inputs
    .flatMap(flowsOf)
    .flatMap(({ stream, after }) => (after === null ? [stream] : inputsBelow(after)));

/** Results of an operator for each event of the streams below it. */
function resultsPerEvent(operator: OperatorPlan): number {
  const given = operator.inputs
    .flatMap(flowsOf)
    .map(({ after }) => (after === null ? 1 : resultsPerEvent(after)));
  return greatest(given, 0) * shareOf(operator);
}

/** Results for each event that an operator reads; joins and filters are taken to drop nothing. */
function shareOf(operator: OperatorPlan): number {
  switch (operator.kind) {
    case 'window':
      return answersEvents(operator.windows) ? 1 : A.rowsPerEvent;
    case 'match':
    case 'monitor':
      return A.foundPerEvent;
    default:
      return 1;
  }
}

/** At most what the steps before the last one give, each time that they are sent. */
function sentAgainPerEvent({ inputs }: OperatorPlan, hops: number): number {
  const before = inputs
    .flatMap(flowsOf)
    .flatMap(({ after }) => (after === null ? [] : [resultsPerEvent(after)]));
  return hops * greatest(before, 0);
}
