import type { Json } from '../aggregators/aggregator.ts';
import { type DurationMs, END_OF_TIME, type EventTime } from '../time.ts';
import type { EventCodec } from './event-codec.ts';
import type { Collector, KeyedOperator } from './keyed-operator.ts';
import type { RollingSpec } from './rolling.ts';
import { insertByTime, takeBefore } from './timed-buffer.ts';
import { decodeTimed, encodeTimed, type TimedEvent } from './timed-events.ts';

export interface PrecedingSpec
  extends Pick<RollingSpec, 'allowedLateness' | 'aggregate' | 'result'> {
  /** How many events before each one count beside it. */
  readonly events: number;
  /** A key that has had no event for that long begins anew. */
  readonly forgetAfter: DurationMs;
  readonly codec: EventCodec;
  /** Most events of a key that wait. */
  readonly maxEvents: number;
}

interface PrecedingState {
  /** The last ones that have been answered, in order. */
  readonly before: TimedEvent[];
  /** Those that others may still come before; by time, then by arrival. */
  readonly waiting: TimedEvent[];
}

type Stored = readonly [before: Json, waiting: Json];

/**
 * Answers each event with what it and the so many events before it say, by time and by arrival where
 * times are equal, once no other can come before it: so each answer is of all accepted events.
 */
export function precedingOperator(spec: PrecedingSpec): KeyedOperator<PrecedingState> {
  const { events, allowedLateness, forgetAfter, aggregate, result, codec, maxEvents } = spec;

  function answer({ before }: PrecedingState, one: TimedEvent, out: Collector): void {
    const last = before.at(-1);
    if (last !== undefined && one.time - last.time > forgetAfter) before.length = 0;
    before.push(one);
    if (before.length > events + 1) before.shift();
    const acc = aggregate.create();
    before.forEach(({ event, time }, i) => {
      aggregate.add(acc, event, time, i);
    });
    const given = result(one.event, aggregate.present(acc));
    if (given === undefined) out.overflow(one.event, one.time, 'value');
    else out.emit(given, one.time);
  }

  /** When nothing that is remembered can count any more. */
  const forgottenAt = ({ before }: PrecedingState): EventTime => {
    const last = before.at(-1);
    return last === undefined ? END_OF_TIME : last.time + forgetAfter + allowedLateness + 1;
  };

  return {
    encoding: 'preceding/1',
    hold: allowedLateness,
    create: () => ({ before: [], waiting: [] }),
    onEvent({ waiting }, { event, time, reached }, _watermark, out) {
      if (time + allowedLateness < reached) out.late(event, time);
      else if (waiting.length >= maxEvents) out.overflow(event, time, 'events');
      else insertByTime(waiting, { time, event });
    },
    onWatermark(state, watermark, out) {
      for (const one of takeBefore(state.waiting, watermark - allowedLateness)) {
        answer(state, one, out);
      }
      if (forgottenAt(state) <= watermark) state.before.length = 0;
    },
    nextTimer: (state) =>
      Math.min((state.waiting[0]?.time ?? END_OF_TIME) + allowedLateness + 1, forgottenAt(state)),
    isEmpty: ({ before, waiting }) => before.length === 0 && waiting.length === 0,
    encode: ({ before, waiting }) => [encodeTimed(before, codec), encodeTimed(waiting, codec)],
    decode(encoded) {
      const [before, waiting] = encoded as Stored;
      return { before: decodeTimed(before, codec), waiting: decodeTimed(waiting, codec) };
    },
  };
}
