import type { Json } from '../aggregators/aggregator.ts';
import type { Event } from '../event.ts';
import { type DurationMs, END_OF_TIME, type EventTime } from '../time.ts';
import type { EventCodec } from './event-codec.ts';
import type { Collector, KeyedOperator, Side } from './keyed-operator.ts';
import { firstFrom, insertByTime, takeBefore } from './timed-buffer.ts';

/** Makes the result of a pair; of one event without a partner the other is `undefined`. */
export type Joiner = (left: Event | undefined, right: Event | undefined, time: EventTime) => Event;

export interface IntervalJoinSpec {
  /**
   * Which events are given: pairs, and whose events without a partner; or left events alone, those that
   * have a partner (`semi`) or those that have none (`anti`), each once.
   */
  readonly type: 'inner' | 'left' | 'right' | 'full' | 'semi' | 'anti';
  /**
   * The partners of a left event at `t` are at `t + from ≤ r < t + to`.
   *
   * Units: whole milliseconds, so an inclusive upper bound is one more than an exclusive one.
   */
  readonly from: DurationMs;
  readonly to: DurationMs;
  /** How long behind the watermark an event is still taken. */
  readonly allowedLateness: DurationMs;
  readonly joiner: Joiner;
  /** Whether two events with near times are partners; all are without it. */
  readonly matches?: (left: Event, right: Event) => boolean;
  readonly codecs: Readonly<Record<Side, EventCodec>>;
  /** Most events of one key that are remembered on each side. */
  readonly maxEvents: number;
}

interface Waiting {
  readonly time: EventTime;
  readonly event: Event;
  matched: boolean;
}

type JoinState = Readonly<Record<Side, Waiting[]>>;

type StoredSide = readonly (readonly [time: number, matched: 0 | 1, event: Json])[];

/**
 * Pairs events of two streams with equal keys and near times.
 *
 * A pair is given when its second event arrives, with the later of the two times. An event without a
 * partner is given, if its side is kept, when no partner can come any more. Left events that have a
 * partner, if these alone are given, leave with the first of them. An event is late if it
 * lies before the watermark by more than the allowed lateness.
 */
export function intervalJoin(spec: IntervalJoinSpec): KeyedOperator<JoinState> {
  const { type, from, to, allowedLateness, joiner, matches, codecs, maxEvents } = spec;
  const keeps: Readonly<Record<Side, boolean>> = {
    left: type === 'left' || type === 'full' || type === 'anti',
    right: type === 'right' || type === 'full',
  };
  const isHalf = type === 'semi' || type === 'anti';
  // first watermark at which no partner of an event can come: that many ms after the event
  const patience: Readonly<Record<Side, DurationMs>> = {
    left: to + allowedLateness,
    right: 1 - from + allowedLateness,
  };
  const hold = Math.max(
    allowedLateness,
    keeps.left || type === 'semi' ? patience.left : 0,
    keeps.right ? patience.right : 0,
  );

  function giveAlone(side: Side, { event, time }: Waiting, out: Collector): void {
    if (side === 'left') out.emit(joiner(event, undefined, time), time);
    else out.emit(joiner(undefined, event, time), time);
  }

  /** Gives the pairs of an event, or the left event of the first of them, and notes who has a partner. */
  function pair(partners: readonly Waiting[], side: Side, own: Waiting, out: Collector): void {
    const [first, beyond] =
      side === 'left' ? [own.time + from, own.time + to] : [own.time - to + 1, own.time - from + 1];
    let i = firstFrom(partners, first);
    for (
      let other = partners[i];
      other !== undefined && other.time < beyond;
      other = partners[++i]
    ) {
      const [left, right] = side === 'left' ? [own, other] : [other, own];
      if (isHalf && left.matched) {
        if (side === 'left') return;
        continue;
      }
      if (matches !== undefined && !matches(left.event, right.event)) continue;
      if (type === 'semi') out.emit(joiner(left.event, undefined, left.time), left.time);
      else if (!isHalf) {
        const time = Math.max(own.time, other.time);
        out.emit(joiner(left.event, right.event, time), time);
      }
      left.matched = true;
      right.matched = true;
    }
  }

  const expiryOf = (items: readonly Waiting[], side: Side): EventTime => {
    const [first] = items;
    return first === undefined ? END_OF_TIME : first.time + patience[side];
  };

  const encodeSide = (items: readonly Waiting[], codec: EventCodec): Json =>
    items.map(({ time, matched, event }) => [time, matched ? 1 : 0, codec.encode(event)]);

  const decodeSide = (stored: Json, codec: EventCodec): Waiting[] =>
    (stored as StoredSide).map(([time, matched, event]) => ({
      time,
      matched: matched === 1,
      event: codec.decode(event),
    }));

  return {
    encoding: 'interval-join/1',
    hold,
    create: () => ({ left: [], right: [] }),

    onEvent(state, { event, time, side, reached }, watermark, out) {
      if (time + allowedLateness < reached) return out.late(event, time);
      const waits = time + patience[side] > watermark;
      if (waits && state[side].length >= maxEvents) return out.overflow(event, time, 'events');
      const own: Waiting = { time, event, matched: false };
      const partners = side === 'left' ? state.right : state.left;
      pair(partners, side, own, out);
      if (isHalf && side === 'left' && own.matched) return;
      if (waits) insertByTime(state[side], own);
      else if (!own.matched && keeps[side]) giveAlone(side, own, out);
    },

    onWatermark(state, watermark, out) {
      const alone: { readonly side: Side; readonly waiting: Waiting }[] = [];
      for (const side of ['left', 'right'] as const) {
        // a time is over if time + patience ≤ watermark; times are whole
        for (const waiting of takeBefore(state[side], watermark - patience[side] + 1)) {
          if (!waiting.matched && keeps[side]) alone.push({ side, waiting });
        }
      }
      alone.sort((a, b) => a.waiting.time - b.waiting.time);
      for (const { side, waiting } of alone) giveAlone(side, waiting, out);
    },

    nextTimer: ({ left, right }) => Math.min(expiryOf(left, 'left'), expiryOf(right, 'right')),
    isEmpty: ({ left, right }) => left.length === 0 && right.length === 0,
    encode: ({ left, right }) => [encodeSide(left, codecs.left), encodeSide(right, codecs.right)],
    decode(encoded) {
      const [left, right] = encoded as readonly [Json, Json];
      return { left: decodeSide(left, codecs.left), right: decodeSide(right, codecs.right) };
    },
  };
}
