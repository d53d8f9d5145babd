import type { SentEvent } from '../../ports/effects.ts';
import type { SourceRecord } from '../../ports/source-record.ts';
import type { InputRuntime } from '../keyed/operator-runtime.ts';
import { keyReader } from '../operators/key-values.ts';
import { transformOf } from '../operators/transform.ts';
import { windowFault } from '../operators/window-operator-of.ts';
import type { Destination, Taker } from './route.ts';

/** An input of a view's steps, ready to be given the events of a stream. */
export interface LaneInput extends Destination {
  readonly input: InputRuntime;
}

/** Prepares an input. */
export function laneInput(input: InputRuntime): LaneInput {
  const { operator, keyed, view } = input;
  const { flow } = keyed;
  return {
    input,
    id: view,
    transform: flow.steps.length === 0 ? undefined : transformOf(flow.steps),
    keyOf: keyReader(keyed).keyOf,
    time: flow.time,
    ...(operator.kind === 'window' ? { faultOf: (event) => windowFault(operator, event) } : {}),
  };
}

/**
 * Takes the events of one input, as they are sent to the exchange lane: every one, as whether it is
 * late is for the step to say.
 *
 * @param events - Where they go. All inputs of a lane share it, so that events stay in the order of
 *   their records: each says how far its shard had come, and the receiver lets time pass by that.
 */
export function eventOutlet(
  { input: { view, index, codec } }: LaneInput,
  events: SentEvent[],
): Taker {
  let last: SourceRecord | undefined;
  let nth = 0;

  return {
    add(event, key, time, watermark, record) {
      nth = record === last ? nth + 1 : 0; // steps may make several of one
      last = record;
      const { sequence, sub } = record;
      events.push({
        ...{ view, input: index, key, time },
        event: codec.encode(event),
        id: `${sequence}/${sub}/${index}.${nth}`,
        reached: Number.isFinite(watermark) ? watermark : null,
      });
      return true;
    },
  };
}
