import { type DurationMs, END_OF_TIME, type EventTime } from '../time.ts';
import type { KeyedOperator } from './keyed-operator.ts';

interface SeenState {
  /** Event time of the event that was let through; −Infinity if there is none. */
  seen: EventTime;
}

/**
 * Lets the first event of a key through, where the key is an event's id.
 *
 * A later one with the same id is dropped as long as the watermark is at most `horizon` past the
 * event time of the first. No event is late here.
 */
export function dedupe(horizon: DurationMs): KeyedOperator<SeenState> {
  return {
    encoding: 'seen/1',
    hold: 0,
    create: () => ({ seen: Number.NEGATIVE_INFINITY }),
    onEvent(state, { event, time }, watermark, out) {
      if (state.seen + horizon >= watermark && Number.isFinite(state.seen)) return;
      if (time + horizon >= watermark) state.seen = time;
      out.emit(event, time);
    },
    onWatermark(state, watermark) {
      if (state.seen + horizon < watermark) state.seen = Number.NEGATIVE_INFINITY;
    },
    nextTimer: ({ seen }) => (Number.isFinite(seen) ? seen + horizon + 1 : END_OF_TIME),
    isEmpty: ({ seen }) => !Number.isFinite(seen),
    encode: ({ seen }) => (Number.isFinite(seen) ? seen : null),
    decode: (encoded) => ({ seen: encoded === null ? Number.NEGATIVE_INFINITY : Number(encoded) }),
  };
}
