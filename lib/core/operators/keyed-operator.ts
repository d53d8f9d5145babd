import type { Json } from '../aggregators/aggregator.ts';
import type { Event } from '../event.ts';
import type { EventTime } from '../time.ts';
import type { Window } from '../windows/window.ts';
import type { Accumulators } from './accumulators.ts';

/**
 * When a row was given.
 *
 * `early`: its window is still open. `onTime`: the watermark has just reached the end of the window.
 * `late`: an event came after that, within the allowed lateness.
 */
export type Pane = 'early' | 'onTime' | 'late';

/** Which input an event came by: `left` is the only one of most operators, and the stream of a join. */
export type Side = 'left' | 'right';

/** One event on its way into an operator. The driver may reuse the object for the next one. */
export interface OperatorInput {
  readonly event: Event;
  readonly time: EventTime;
  readonly side: Side;
  /** Grows with arrival among the events of a key; decides between events of the same time. */
  readonly order: number;
  /**
   * How far the source had come that the event came from; at least the watermark that is given with it.
   *
   * Lateness is judged by this one: it does not depend on how far other sources are.
   */
  readonly reached: EventTime;
}

/**
 * Takes what an operator says about the key it is working on.
 *
 * Accumulators are the operator's own and change afterwards: read them before returning.
 */
export interface Collector {
  /** Text of the key that is worked on. */
  readonly key: string;
  /** A window's row is now this; it replaces the one that was given before. */
  row(window: Window, acc: Accumulators, pane: Pane): void;
  /** The row that was given for this window is gone: its session was merged into another one. */
  retract(window: Window, into: Window): void;
  /** The window will not change any more; given once, after its last row. */
  close(window: Window, acc: Accumulators): void;
  /** A record: a joined pair, a match, an alert. */
  emit(record: Event, time: EventTime): void;
  /** The event came too late and was not counted anywhere. */
  late(event: Event, time: EventTime): void;
  /**
   * The key holds as much as it may, so the event was not taken; `cap` names the limit. For `value`
   * it was taken, but no record can hold what it would have given; for `runs` it was taken, but some
   * of the partial matches were given up.
   */
  overflow(event: Event, time: EventTime, cap: string): void;
}

/**
 * What a step with state means for the events of one key.
 *
 * The driver owns the states, and has the same one whatever drives it: one process, a shard's batch,
 * or a batch run. Functions change the state that they are given and nothing else.
 *
 * Contract:
 * 1. Watermarks never go back, and `onWatermark` is given each timer that has come before the next
 *    event is. In how many steps a watermark rises makes no difference.
 * 2. After `onWatermark(state, W)` the next timer lies after `W`.
 * 3. `decode(encode(state))` goes on as `state` would; an encoding is read for ever.
 * 4. An empty state goes on as a new one would, so it may be forgotten.
 * 5. After `onWatermark(state, END_OF_TIME)` nothing is left to say, and no timer is left.
 * 6. Every event is taken, or reported exactly once as `late` or `overflow`.
 * 7. A result of an event lies at most `hold` before the watermark, or no earlier than the event; one
 *    of `onWatermark`, at most `hold` before the watermark that was given before.
 */
export interface KeyedOperator<S> {
  /** Name and version of the encoding: `sessions/1`. */
  readonly encoding: string;
  /**
   * How far behind the watermark the times of results may lie: so much later is it for who reads them.
   *
   * Units: milliseconds.
   */
  readonly hold: number;
  create(): S;
  onEvent(state: S, input: OperatorInput, watermark: EventTime, out: Collector): void;
  onWatermark(state: S, watermark: EventTime, out: Collector): void;
  /** The earliest watermark at which there is something to do; `END_OF_TIME` if there is none. */
  nextTimer(state: S): EventTime;
  isEmpty(state: S): boolean;
  encode(state: S): Json;
  decode(encoded: Json): S;
  /**
   * Whether the end of the stream is no passing of time: then `END_OF_TIME` is given at once, and the
   * timers before it are not.
   */
  readonly endsAtOnce?: boolean;
  /** Gives the rows of open windows that have changed since their last row, as `early` ones. */
  early?(state: S, out: Collector): void;
}
