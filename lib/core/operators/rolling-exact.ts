import { END_OF_TIME } from '../time.ts';
import type { EventCodec } from './event-codec.ts';
import type { KeyedOperator } from './keyed-operator.ts';
import type { RollingSpec } from './rolling.ts';
import { firstFrom, insertByTime, takeBefore } from './timed-buffer.ts';
import { decodeTimed, encodeTimed, type TimedEvent } from './timed-events.ts';

interface EventsState {
  /** By time. */
  readonly events: TimedEvent[];
}

/**
 * What the last `size` held as of each event, exactly: the events at `t − size < s ≤ t` that have
 * arrived, the event at `t` included.
 *
 * Costs as many steps per event as the key has events in `size`, and remembers all of them; so there
 * is a cap. Use panes where a key has many.
 */
export function rollingExactly(
  spec: RollingSpec & { readonly codec: EventCodec; readonly maxEvents: number },
): KeyedOperator<EventsState> {
  const { size, allowedLateness, aggregate, result, codec, maxEvents } = spec;
  const keep = size + allowedLateness;

  return {
    encoding: 'rolling-events/1',
    hold: allowedLateness,
    create: () => ({ events: [] }),
    onEvent({ events }, { event, time, reached }, _watermark, out) {
      if (time + allowedLateness < reached) return out.late(event, time);
      if (events.length >= maxEvents) return out.overflow(event, time, 'events');
      insertByTime(events, { time, event });
      const acc = aggregate.create();
      const beyond = firstFrom(events, time + 1);
      for (let i = firstFrom(events, time - size + 1); i < beyond; i++) {
        const other = events[i] as TimedEvent;
        aggregate.add(acc, other.event, other.time, i);
      }
      const answer = result(event, aggregate.present(acc));
      if (answer === undefined) out.overflow(event, time, 'value');
      else out.emit(answer, time);
    },
    onWatermark({ events }, watermark) {
      takeBefore(events, watermark - keep + 1);
    },
    nextTimer: ({ events: [first] }) => (first === undefined ? END_OF_TIME : first.time + keep),
    isEmpty: ({ events }) => events.length === 0,
    encode: ({ events }) => encodeTimed(events, codec),
    decode: (encoded) => ({ events: decodeTimed(encoded, codec) }),
  };
}
