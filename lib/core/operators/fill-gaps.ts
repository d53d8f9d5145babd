import type { Json } from '../aggregators/aggregator.ts';
import type { Event } from '../event.ts';
import { type DurationMs, END_OF_TIME, type EventTime } from '../time.ts';
import type { Window } from '../windows/window.ts';
import type { EventCodec } from './event-codec.ts';
import type { Collector, KeyedOperator } from './keyed-operator.ts';

export interface FillSpec {
  /** The window behind one that starts then. */
  readonly next: (start: EventTime) => Window;
  /**
   * `lastRow`: windows between two rows of a key, known when the second comes. `watermark`: all behind a
   * row that time has passed.
   */
  readonly until: 'lastRow' | 'watermark';
  /** Most windows that are filled one after the other. */
  readonly limit: number;
  /** A key that has had no row for that long begins anew. */
  readonly forgetAfter: DurationMs;
  /** Start of the window of a row. */
  readonly startOf: (row: Event) => EventTime;
  /** The row of a window without events. @param last - Of the key, before it. @param time - Its event time. */
  readonly filled: (last: Event, window: Window, time: EventTime) => Event;
  /** A row of events. @param isCut - Whether windows before it have none, as they were too many. */
  readonly given: (row: Event, isCut: boolean) => Event;
  readonly codec: EventCodec;
}

interface FillState {
  /** The last row of the key; `undefined` before the first. */
  last: Event | undefined;
  /** Event time of the last row. */
  time: EventTime;
  /** Start of the last window that has a row, of events or filled. */
  start: EventTime;
  /** How many were filled since the last row. */
  filled: number;
}

type Stored = readonly [last: Json, time: number, start: number, filled: number];

/**
 * Gives rows of closed windows on, and those of windows of the key that had no events between them.
 *
 * The rows of a key come in the order of their windows. The last one of each key is kept until the next
 * comes, or none has come for long. Windows beyond the limit are counted as one `overflow` for each gap.
 */
export function fillGaps(spec: FillSpec): KeyedOperator<FillState> {
  const { next, until, limit, forgetAfter, startOf, filled, given, codec } = spec;
  const isByTime = until === 'watermark';

  /** Fills windows behind the last one, as far as `reaches` and the limit allow. */
  function fill(state: FillState, last: Event, { reaches, timeOf, out }: Filling): void {
    for (let window = next(state.start); reaches(window); window = next(state.start)) {
      if (state.filled >= limit) return;
      const time = timeOf(window);
      out.emit(filled(last, window, time), time);
      state.start = window.start;
      state.filled++;
    }
  }

  return {
    encoding: 'gaps/1',
    hold: 0,
    endsAtOnce: true,
    create: () => ({ last: undefined, time: 0, start: 0, filled: 0 }),
    onEvent(state, { event, time, reached }, _watermark, out) {
      const start = startOf(event);
      const isPassed = state.last !== undefined && start <= state.start;
      if (time < reached || isPassed) return out.late(event, time);
      let isCut = false;
      if (time - state.time > forgetAfter) state.last = undefined;
      if (state.last !== undefined) {
        const reaches = (window: Window): boolean => window.start < start;
        fill(state, state.last, { reaches, timeOf: isByTime ? lastOf : () => time, out });
        isCut = reaches(next(state.start));
        if (isCut) out.overflow(event, time, 'gap');
      }
      out.emit(given(event, isCut), time);
      state.last = event;
      state.time = time;
      state.start = start;
      state.filled = 0;
    },
    onWatermark(state, watermark, out) {
      if (state.last !== undefined && isByTime && watermark !== END_OF_TIME) {
        fill(state, state.last, { reaches: ({ end }) => end <= watermark, timeOf: lastOf, out });
      }
      if (watermark > state.time + forgetAfter) state.last = undefined;
    },
    nextTimer({ last, time, start, filled: n }) {
      if (last === undefined) return END_OF_TIME;
      const forgotten = time + forgetAfter + 1;
      return isByTime && n < limit ? Math.min(next(start).end, forgotten) : forgotten;
    },
    isEmpty: ({ last }) => last === undefined,
    encode: ({ last, time, start, filled: n }) => [
      ...[last === undefined ? null : codec.encode(last), time],
      ...[start, n],
    ],
    decode(encoded) {
      const [last, time, start, n] = encoded as unknown as Stored;
      return { last: last === null ? undefined : codec.decode(last), time, start, filled: n };
    },
  };
}

/** Last millisecond of a window. */
const lastOf = ({ end }: Window): EventTime => end - 1;

interface Filling {
  readonly reaches: (window: Window) => boolean;
  readonly timeOf: (window: Window) => EventTime;
  readonly out: Collector;
}
