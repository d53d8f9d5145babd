import type { Event } from '../../core/event.ts';
import type { Side } from '../../core/operators/keyed-operator.ts';
import type { EventTime } from '../../core/time.ts';
import type { KeyedFlow, Operator } from '../../pipeline/definition/operator.ts';
import { keyReader } from '../operators/key-values.ts';
import { transformOf } from '../operators/transform.ts';
import { type Routed, type Way, wayTo } from '../operators/way.ts';
import { windowFault } from '../operators/window-operator-of.ts';
import type { StepDriver } from './step-driver.ts';

/** One input of an operator. */
export interface Input {
  readonly driver: StepDriver;
  readonly side: Side;
}

/** The way of events to an input. */
export type Consumer = Way<Input>;

/** @param at - Where the events come from and go to, in the author's words. */
export function consumerOf(
  { flow, groupBy }: KeyedFlow,
  { operator, ...input }: Input & { readonly operator: Operator },
  at: string,
): Consumer {
  const onTheWay = {
    transform: flow.steps.length === 0 ? undefined : transformOf(flow.steps),
    keyOf: keyReader({ flow, groupBy }).keyOf,
    time: flow.time,
    faultOf:
      operator.kind === 'window' ? (event: Event) => windowFault(operator, event) : undefined,
  };
  return wayTo<Input>(input, onTheWay, at);
}

/**
 * Gives the consumers what was routed to them.
 *
 * @param reached - How far the events' source had come; without it, each step's own watermark counts.
 */
export function deliver(routed: Routed<Input>, reached?: EventTime): void {
  const { length } = routed;
  routed.length = 0;
  for (let i = 0; i < length; i++) {
    const { driver, side } = routed.targets[i] as Input;
    driver.onEvent(
      routed.keys[i] as string,
      routed.events[i] as Event,
      routed.times[i] as EventTime,
      side,
      reached,
    );
  }
}
