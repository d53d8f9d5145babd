import type { EventTime } from '../../core/time.ts';
import type { Event, SourceStream } from '../../pipeline/definition/definition.ts';
import type { SourceRecord } from '../../ports/source-record.ts';
import {
  type Fault,
  nothingRouted,
  type OnTheWay,
  type Routed,
  routeAll,
  wayTo,
} from '../operators/way.ts';

/** What must be known of a view to bring events to it. */
export interface Destination extends OnTheWay {
  readonly id: string;
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

/** The ways from a stream to its views. */
export interface Router {
  /** What the last event became, unless there was a fault. */
  readonly routed: Routed<OpenView>;
  /** Puts what an event becomes into `routed`, or says why some view cannot take it. */
  route(event: Event): Fault | undefined;
}

/** Prepares the ways of a stream's events to the views. */
export function router(stream: SourceStream, views: readonly OpenView[]): Router {
  const routed = nothingRouted<OpenView>();
  const ways = views.map((view) =>
    wayTo(view, view.runtime, `${stream.name} › ${view.runtime.id}`),
  );
  return { routed, route: (event) => routeAll(ways, event, routed) };
}
