import type { Event } from '../event.ts';
import { type KeyedPatternState, keyedPattern } from '../pattern/keyed-pattern.ts';
import type { Match, PatternMatcher, Timeout } from '../pattern/matcher.ts';
import { END_OF_TIME, type EventTime } from '../time.ts';
import type { EventCodec } from './event-codec.ts';
import type { Collector, KeyedOperator } from './keyed-operator.ts';

/** What was found: all of the pattern, or a part of it whose time ran out. */
export interface Sighting {
  readonly kind: 'match' | 'timeout';
  /** Events by stage, earliest first; no entry for a stage without events. */
  readonly events: Readonly<Record<string, readonly Event[]>>;
  /** When it was certain. */
  readonly at: EventTime;
  /** How many partial matches and matches its key had given up at a limit by then; absent if none. */
  readonly shed?: number;
}

export interface MatchSpec {
  readonly matcher: PatternMatcher<Event>;
  /** Whether partial matches whose time ran out are given too. */
  readonly timeouts: boolean;
  /** @param key - Text of the key that the events have. */
  readonly result: (sighting: Sighting, key: string) => Event;
  readonly codec: EventCodec;
  /** Most events that wait or are held by partial matches. */
  readonly maxEvents: number;
}

/**
 * Finds a pattern in the events of a key, in the order of event time.
 *
 * Events wait until the watermark has passed them; one that lies before it is late. What the matcher
 * gives up at its limits is said once for each event that brought it about, and marked in the results
 * that the key still gives.
 */
export function matchOperator(spec: MatchSpec): KeyedOperator<KeyedPatternState<Event>> {
  const { matcher, timeouts, result, codec, maxEvents } = spec;
  const pattern = keyedPattern(matcher, codec);

  function give(found: Match<Event> | Timeout<Event>, kind: Sighting['kind'], out: Collector) {
    const events = Object.entries(found.events).map(
      ([stage, those]) => [stage, those.map(({ value }) => value)] as const,
    );
    const { at, shed } = found;
    const marked = shed === undefined ? {} : { shed };
    const sighting = { kind, events: Object.fromEntries(events), at, ...marked };
    out.emit(result(sighting, out.key), found.at);
  }

  return {
    encoding: 'pattern/1',
    hold: 0,
    create: () => pattern.create(),
    onEvent(state, { event, time, order, reached }, watermark, out) {
      if (time < reached) return out.late(event, time);
      const { waiting, events } = pattern.size(state);
      if (waiting + events >= maxEvents) return out.overflow(event, time, 'events');
      const arriving = { id: String(order), ts: time, order, value: event };
      pattern.insert(state, arriving, watermark);
    },
    onWatermark(state, watermark, out) {
      const found = pattern.advance(state, watermark);
      for (const { event } of found.shed) out.overflow(event.value, event.ts, 'runs');
      const all = [
        ...found.matches.map((match) => ({ kind: 'match', match }) as const),
        ...(timeouts ? found.timeouts : []).map((match) => ({ kind: 'timeout', match }) as const),
      ].sort((a, b) => a.match.at - b.match.at);
      for (const { kind, match } of all) give(match, kind, out);
    },
    nextTimer: (state) => pattern.nextTimer(state) ?? END_OF_TIME,
    isEmpty: (state) => pattern.isIdle(state),
    encode: (state) => pattern.encode(state),
    decode: (encoded) => pattern.decode(encoded),
  };
}
