import type { Json } from '../aggregators/aggregator.ts';
import type { Event } from '../event.ts';
import type { EventCodec } from './event-codec.ts';
import type { Timed } from './timed-buffer.ts';

/** An event that a step remembers. */
export interface TimedEvent extends Timed {
  readonly event: Event;
}

/** Events as a state holds them: `[time, event]`, in their order. */
export const encodeTimed = (events: readonly TimedEvent[], codec: EventCodec): Json =>
  events.map(({ time, event }) => [time, codec.encode(event)]);

/** What {@link encodeTimed} has made. */
export const decodeTimed = (stored: Json, codec: EventCodec): TimedEvent[] =>
  (stored as readonly (readonly [time: number, event: Json])[]).map(([time, event]) => ({
    time,
    event: codec.decode(event),
  }));
