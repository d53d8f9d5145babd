import type { Json } from '../aggregators/aggregator.ts';
import type { EventTime } from '../time.ts';
import type { PatternMatcher, PatternResult, PatternState } from './matcher.ts';
import type { PatternEvent } from './run.ts';
import {
  decodePatternState,
  encodePatternState,
  jsonValues,
  type StoredPatternState,
  type ValueCodec,
} from './state-codec.ts';
import { type PatternSize, sizeOf } from './state-size.ts';

/** An event as it arrives. */
export interface ArrivingEvent<T> extends PatternEvent<T> {
  /** Decides between events of the same time: smaller is earlier. */
  readonly order: number;
}

/** The state of one key. Owned by the caller, changed in place by the functions of the pattern. */
export interface KeyedPatternState<T> {
  /** Events that the watermark has not passed, by time and order. */
  waiting: ArrivingEvent<T>[];
  matcher: PatternState<T>;
}

export interface KeyedPatternSize extends PatternSize {
  /** Events that wait for the watermark. */
  readonly waiting: number;
}

/**
 * A pattern over the events of one key that arrive in any order.
 *
 * A watermark W says that every event before W has been seen. Events wait until then and are put in
 * the order of their time; at equal times, of `order`. The end of a stream is the watermark +∞.
 */
export interface KeyedPattern<T> {
  create(): KeyedPatternState<T>;
  /** Keeps the event until the watermark has passed it; `late` (and not kept) if it has already. */
  insert(
    state: KeyedPatternState<T>,
    event: ArrivingEvent<T>,
    watermark: EventTime,
  ): 'late' | 'buffered';
  /** What is known once every event before the watermark has been seen. */
  advance(state: KeyedPatternState<T>, watermark: EventTime): Omit<PatternResult<T>, 'state'>;
  /** The earliest watermark at which {@link advance} has something to do; `undefined`: none. */
  nextTimer(state: KeyedPatternState<T>): EventTime | undefined;
  /** Whether the state can be forgotten: nothing waits, and nothing is open. */
  isIdle(state: KeyedPatternState<T>): boolean;
  /** Measured once for what the matcher holds between two passings of time. */
  size(state: KeyedPatternState<T>): KeyedPatternSize;
  encode(state: KeyedPatternState<T>): Json;
  decode(encoded: Json): KeyedPatternState<T>;
}

interface StoredKeyedState {
  readonly v: 1;
  readonly waiting: readonly (readonly [id: string, ts: number, order: number, value: Json])[];
  readonly matcher: StoredPatternState;
}

/** The keyed form of a matcher. */
export function keyedPattern<T>(
  matcher: PatternMatcher<T>,
  values: ValueCodec<T> = jsonValues<T>(),
): KeyedPattern<T> {
  const sizes = new WeakMap<PatternState<T>, PatternSize>();
  const measured = (state: PatternState<T>): PatternSize => {
    const size = sizes.get(state) ?? sizeOf(state);
    sizes.set(state, size);
    return size;
  };

  return {
    create: () => ({ waiting: [], matcher: matcher.empty }),
    insert(state, event, watermark) {
      if (event.ts < watermark) return 'late';
      const { waiting } = state;
      let at = waiting.length;
      while (at > 0 && isBefore(event, waiting[at - 1])) at -= 1;
      waiting.splice(at, 0, event);
      return 'buffered';
    },
    advance(state, watermark) {
      const ready = state.waiting.findIndex(({ ts }) => ts >= watermark);
      const count = ready === -1 ? state.waiting.length : ready;
      const events = state.waiting.splice(0, count).map(({ id, ts, value }) => ({ id, ts, value }));
      const { state: next, ...found } = matcher.process(state.matcher, events, watermark);
      state.matcher = next;
      return found;
    },
    nextTimer({ waiting: [first], matcher: state }) {
      const deadline = matcher.nextDeadline(state);
      if (first === undefined) return deadline;
      return Math.min(first.ts + 1, deadline ?? Number.POSITIVE_INFINITY);
    },
    isIdle: ({ waiting, matcher: state }) => waiting.length === 0 && matcher.isIdle(state),
    size: ({ waiting, matcher: state }) => ({ ...measured(state), waiting: waiting.length }),
    encode: ({ waiting, matcher: state }) => {
      const stored: StoredKeyedState = {
        v: 1,
        waiting: waiting.map(({ id, ts, order, value }) => [id, ts, order, values.encode(value)]),
        matcher: encodePatternState(state, values),
      };
      return stored as unknown as Json;
    },
    decode: (encoded) => {
      const stored = encoded as unknown as StoredKeyedState;
      return {
        waiting: stored.waiting.map(([id, ts, order, value]) => {
          return { id, ts, order, value: values.decode(value) };
        }),
        matcher: decodePatternState(stored.matcher, values),
      };
    },
  };
}

/** Events of the same time and order stay as they came. */
const isBefore = <T>(a: ArrivingEvent<T>, b: ArrivingEvent<T> | undefined): boolean =>
  b !== undefined && (a.ts < b.ts || (a.ts === b.ts && a.order < b.order));
