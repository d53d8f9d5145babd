import type { Event } from '../../core/event.ts';
import type { Side } from '../../core/operators/keyed-operator.ts';
import { failureMessage } from '../../core/schema/decode-failure.ts';
import type { EventTime } from '../../core/time.ts';
import type { DeadLetterCode } from '../../errors/dead-letter-codes.ts';
import type { KeyedFlow, Operator } from '../../pipeline/definition/operator.ts';
import { keyReader } from '../operators/key-values.ts';
import { transformOf } from '../operators/transform.ts';
import { windowFault } from '../operators/window-operator-of.ts';
import type { StepDriver } from '../run/all-keys-driver.ts';

/** One input of an operator, and how events come to it. */
export interface Consumer {
  readonly driver: StepDriver;
  readonly side: Side;
  /**
   * Puts what the event becomes on its way into `routed`.
   *
   * @returns what is wrong with the event, if anything is; then `routed` is of no use.
   */
  route(event: Event, routed: Routed): Fault | undefined;
}

/** Why an event cannot be taken. */
export interface Fault {
  readonly code: DeadLetterCode;
  readonly message: string;
}

/** What one event became, in parallel lists that are used again for the next. */
export interface Routed {
  readonly consumers: Consumer[];
  readonly events: Event[];
  readonly keys: string[];
  readonly times: EventTime[];
  length: number;
}

export const nothingRouted = (): Routed => ({
  consumers: [],
  events: [],
  keys: [],
  times: [],
  length: 0,
});

/** @param at - Where the events come from and go to, in the author's words. */
export function consumerOf(
  { flow, groupBy }: KeyedFlow,
  target: { readonly driver: StepDriver; readonly side: Side; readonly operator: Operator },
  at: string,
): Consumer {
  const { keyOf } = keyReader({ flow, groupBy });
  const { operator } = target;
  const transform = flow.steps.length === 0 ? undefined : transformOf(flow.steps);
  const stepFault = (got: string): Fault => {
    const failure = { reason: 'STEP_FAILED', got, expected: 'an event with its time' } as const;
    return { code: 'STEP_FAILED', message: failureMessage(failure, at) };
  };

  function take(consumer: Consumer, event: Event, routed: Routed): Fault | undefined {
    const key = keyOf(event);
    if (typeof key !== 'string') return { code: key.reason, message: failureMessage(key, at) };
    const time = event[flow.time];
    if (!Number.isSafeInteger(time)) return stepFault(`${String(time)} as ${flow.time}`);
    const wrong = operator.kind === 'window' ? windowFault(operator, event) : undefined;
    if (wrong !== undefined) return stepFault(wrong);
    const i = routed.length++;
    routed.consumers[i] = consumer;
    routed.events[i] = event;
    routed.keys[i] = key;
    routed.times[i] = time as EventTime;
    return undefined;
  }

  const consumer: Consumer = {
    driver: target.driver,
    side: target.side,
    route(event, routed) {
      if (transform === undefined) return take(consumer, event, routed);
      let fault: Fault | undefined;
      try {
        transform(event, (each) => {
          fault ??= take(consumer, each, routed);
        });
      } catch (error) {
        return fault ?? stepFault(String(error));
      }
      return fault;
    },
  };
  return consumer;
}

/**
 * Gives the consumers what was routed to them.
 *
 * @param reached - How far the events' source had come; without it, each step's own watermark counts.
 */
export function deliver(routed: Routed, reached?: EventTime): void {
  const { length } = routed;
  routed.length = 0;
  for (let i = 0; i < length; i++) {
    const { driver, side } = routed.consumers[i] as Consumer;
    driver.onEvent(
      routed.keys[i] as string,
      routed.events[i] as Event,
      routed.times[i] as EventTime,
      side,
      reached,
    );
  }
}
