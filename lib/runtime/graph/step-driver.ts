import type { Event } from '../../core/event.ts';
import type { Collector, Side } from '../../core/operators/keyed-operator.ts';
import type { EventTime } from '../../core/time.ts';

/** A collector whose key the driver sets. */
export type DriverCollector = { -readonly [K in keyof Collector]: Collector[K] };

/** One operator, as time and the steps before it see it. */
export interface StepDriver {
  readonly watermark: EventTime;
  /** The earliest watermark at which something happens. */
  nextTimer(): EventTime;
  /** @param reached - How far the event's source had come; the driver's own watermark without it. */
  onEvent(key: string, event: Event, time: EventTime, side: Side, reached?: EventTime): void;
  /** Lets time pass; what happens at the same time happens in the order of the keys. */
  advance(watermark: EventTime): void;
}
