import { END_OF_TIME } from '../time.ts';
import type { EventCodec } from './event-codec.ts';
import type { KeyedOperator } from './keyed-operator.ts';
import { insertByTime, takeBefore } from './timed-buffer.ts';
import { decodeTimed, encodeTimed, type TimedEvent } from './timed-events.ts';

interface WaitingState {
  /** By time, then by arrival. */
  readonly waiting: TimedEvent[];
}

/**
 * Gives events in the order of their times, and of arrival where times are equal: each once the watermark
 * has passed it, when none can come any more that is before it.
 */
export function sortedOperator(codec: EventCodec, maxEvents: number): KeyedOperator<WaitingState> {
  return {
    encoding: 'waiting/1',
    hold: 0,
    create: () => ({ waiting: [] }),
    onEvent({ waiting }, { event, time, reached }, _watermark, out) {
      if (time < reached) out.late(event, time);
      else if (waiting.length >= maxEvents) out.overflow(event, time, 'events');
      else insertByTime(waiting, { time, event });
    },
    onWatermark({ waiting }, watermark, out) {
      for (const { event, time } of takeBefore(waiting, watermark)) out.emit(event, time);
    },
    nextTimer: ({ waiting: [first] }) => (first === undefined ? END_OF_TIME : first.time + 1),
    isEmpty: ({ waiting }) => waiting.length === 0,
    encode: ({ waiting }) => encodeTimed(waiting, codec),
    decode: (encoded) => ({ waiting: decodeTimed(encoded, codec) }),
  };
}
