import { failureMessage } from '../../core/schema/decode-failure.ts';
import type { EventTime } from '../../core/time.ts';
import type { DeadLetterCode } from '../../errors/dead-letter-codes.ts';
import type { Event, SourceStream } from '../../pipeline/definition/definition.ts';
import type { SourceRecord } from '../../ports/source-record.ts';
import type { ViewRuntime } from '../rows/view-runtime.ts';

/** What must be known of a view to bring events to it. */
export interface Destination extends Pick<ViewRuntime, 'id' | 'transform' | 'keyOf' | 'time'> {
  /** What is wrong with an event after all steps, if anything is. */
  readonly faultOf?: (event: Event) => string | undefined;
}

/** Takes what comes to a view. */
export interface Taker {
  /** @returns `false` if the event is too late for the view. */
  add(
    event: Event,
    key: string,
    time: EventTime,
    watermark: EventTime,
    record: SourceRecord,
  ): boolean;
  /** Start of the last window that is closed for an event that it has taken; absent if none may be. */
  readonly closedUntil?: (time: EventTime, watermark: EventTime) => EventTime | undefined;
}

/** A view and what a batch has added to it so far. */
export interface OpenView {
  readonly runtime: Destination;
  readonly fold: Taker;
}

/** Why an event cannot be taken. */
export interface Fault {
  readonly code: DeadLetterCode;
  readonly message: string;
}

/** What one event became, in parallel lists that are used again for the next: nothing is allocated. */
export interface Routed {
  readonly views: OpenView[];
  readonly events: Event[];
  readonly keys: string[];
  readonly times: EventTime[];
  length: number;
}

/** The ways from a stream to its views. */
export interface Router {
  /** What the last event became, unless there was a fault. */
  readonly routed: Routed;
  /** Puts what an event becomes into `routed`, or says why some view cannot take it. */
  route(event: Event): Fault | undefined;
}

/** Prepares the ways of a stream's events to the views. */
export function router(stream: SourceStream, views: readonly OpenView[]): Router {
  const routed: Routed = { views: [], events: [], keys: [], times: [], length: 0 };
  const ways = views.map((view) => wayTo(view, stream, routed));
  return {
    routed,
    route(event) {
      routed.length = 0;
      for (let i = 0; i < ways.length; i++) {
        const fault = (ways[i] as Way)(event);
        if (fault !== undefined) return fault;
      }
      return undefined;
    },
  };
}

type Way = (event: Event) => Fault | undefined;

function wayTo(view: OpenView, stream: SourceStream, routed: Routed): Way {
  const { transform, keyOf, time, id, faultOf } = view.runtime;
  const at = `${stream.name} › ${id}`;

  function take(event: Event): Fault | undefined {
    const key = keyOf(event);
    if (typeof key !== 'string') return { code: key.reason, message: failureMessage(key, at) };
    const when = event[time];
    if (!Number.isSafeInteger(when)) return stepFault(at, `${String(when)} as ${time}`);
    const wrong = faultOf?.(event);
    if (wrong !== undefined) return stepFault(at, wrong);
    const i = routed.length++;
    routed.views[i] = view;
    routed.events[i] = event;
    routed.keys[i] = key;
    routed.times[i] = when as EventTime;
    return undefined;
  }

  if (transform === undefined) return take;
  let fault: Fault | undefined;
  const emit = (event: Event): void => {
    fault ??= take(event);
  };
  return (event) => {
    fault = undefined;
    try {
      transform(event, emit);
    } catch (error) {
      fault ??= stepFault(at, String(error));
    }
    return fault;
  };
}

function stepFault(at: string, got: string): Fault {
  const failure = { reason: 'STEP_FAILED', got, expected: 'an event with its time' } as const;
  return { code: 'STEP_FAILED', message: failureMessage(failure, at) };
}
