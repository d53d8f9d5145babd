import type { Event } from '../../core/event.ts';
import { failureMessage } from '../../core/schema/decode-failure.ts';
import type { EventTime } from '../../core/time.ts';
import type { DeadLetterCode } from '../../errors/dead-letter-codes.ts';
import type { KeyReader } from './key-values.ts';
import type { Transform } from './transform.ts';

/** Why an event cannot be taken. */
export interface Fault {
  readonly code: DeadLetterCode;
  readonly message: string;
}

/** What one event became, in parallel lists that are used again for the next: nothing is allocated. */
export interface Routed<T> {
  readonly targets: T[];
  readonly events: Event[];
  readonly keys: string[];
  readonly times: EventTime[];
  length: number;
}

export const nothingRouted = <T>(): Routed<T> => ({
  targets: [],
  events: [],
  keys: [],
  times: [],
  length: 0,
});

/**
 * Puts what an event becomes on its way into `routed`.
 *
 * @returns what is wrong with the event, if anything is; then `routed` is of no use.
 */
export type Way<T> = (event: Event, routed: Routed<T>) => Fault | undefined;

/** What lies on a way: the steps, and what is read of an event behind them. */
export interface OnTheWay {
  /** Absent if there is no step: then every event is taken as it is. */
  readonly transform: Transform | undefined;
  readonly keyOf: KeyReader['keyOf'];
  /** Field with the event time after all steps. */
  readonly time: string;
  /** What is wrong with an event after all steps, if anything is. */
  readonly faultOf?: ((event: Event) => string | undefined) | undefined;
}

/**
 * The one way from events to what takes them, for `run` and for lanes.
 *
 * @param at - Where the events come from and go to, in the author's words.
 */
export function wayTo<T>(
  target: T,
  { transform, keyOf, time, faultOf }: OnTheWay,
  at: string,
): Way<T> {
  const stepFault = (got: string): Fault => {
    const failure = { reason: 'STEP_FAILED', got, expected: 'an event with its time' } as const;
    return { code: 'STEP_FAILED', message: failureMessage(failure, at) };
  };

  function take(event: Event, routed: Routed<T>): Fault | undefined {
    const key = keyOf(event);
    if (typeof key !== 'string') return { code: key.reason, message: failureMessage(key, at) };
    const when = event[time];
    if (!Number.isSafeInteger(when)) return stepFault(`${String(when)} as ${time}`);
    const wrong = faultOf?.(event);
    if (wrong !== undefined) return stepFault(wrong);
    const i = routed.length++;
    routed.targets[i] = target;
    routed.events[i] = event;
    routed.keys[i] = key;
    routed.times[i] = when as EventTime;
    return undefined;
  }

  if (transform === undefined) return take;
  // made once, as there is an event for each call: nothing on a way calls it again
  let fault: Fault | undefined;
  let into = nothingRouted<T>();
  const emit = (each: Event): void => {
    fault ??= take(each, into);
  };
  return (event, routed) => {
    fault = undefined;
    into = routed;
    try {
      transform(event, emit);
    } catch (error) {
      fault ??= stepFault(String(error));
    }
    return fault;
  };
}

/** Takes an event on all ways, or says why one of them cannot take it. */
export function routeAll<T>(
  ways: readonly Way<T>[],
  event: Event,
  routed: Routed<T>,
): Fault | undefined {
  routed.length = 0;
  for (let i = 0; i < ways.length; i++) {
    const fault = (ways[i] as Way<T>)(event, routed);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
