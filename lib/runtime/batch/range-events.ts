import type { SentEvent } from '../../ports/effects.ts';
import { eventOutlet, type LaneInput } from '../speed/event-outlet.ts';
import type { Taker } from '../speed/route.ts';
import type { ViewRange } from './protocol.ts';

/** Takes the events that an input has to see for a range; nothing is late. */
export function rangeEvents(
  input: LaneInput,
  { reads: { from, to } }: ViewRange,
  events: SentEvent[],
): Taker {
  const outlet = eventOutlet(input, events);
  return {
    add: (event, key, time, watermark, record) =>
      time < from || time >= to || outlet.add(event, key, time, watermark, record),
  };
}
