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
  /** Most partial matches. */
  readonly maxRuns: number;
}

/**
 * Finds a pattern in the events of a key, in the order of event time.
 *
 * Events wait until the watermark has passed them; one that lies before it is late.
 */
export function matchOperator(spec: MatchSpec): KeyedOperator<KeyedPatternState<Event>> {
  const { matcher, timeouts, result, codec, maxEvents, maxRuns } = spec;
  const pattern = keyedPattern(matcher, codec);

  const isFull = (state: KeyedPatternState<Event>): 'events' | 'runs' | undefined => {
    if (state.waiting.length < maxEvents && state.matcher.runs.length < maxRuns) return undefined;
    const { waiting, events, runs } = pattern.size(state);
    if (runs >= maxRuns) return 'runs';
    return waiting + events >= maxEvents ? 'events' : undefined;
  };

  function give(found: Match<Event> | Timeout<Event>, kind: Sighting['kind'], out: Collector) {
    const events = Object.entries(found.events).map(
      ([stage, those]) => [stage, those.map(({ value }) => value)] as const,
    );
    const sighting = { kind, events: Object.fromEntries(events), at: found.at };
    out.emit(result(sighting, out.key), found.at);
  }

  return {
    encoding: 'pattern/1',
    hold: 0,
    create: () => pattern.create(),
    onEvent(state, { event, time, order, reached }, watermark, out) {
      if (time < reached) return out.late(event, time);
      const cap = isFull(state);
      if (cap !== undefined) return out.overflow(event, time, cap);
      const arriving = { id: String(order), ts: time, order, value: event };
      pattern.insert(state, arriving, watermark);
    },
    onWatermark(state, watermark, out) {
      const found = pattern.advance(state, watermark);
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
