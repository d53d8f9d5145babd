import type { Json } from '../core/aggregators/aggregator.ts';
import type { SlotRange } from '../core/slots.ts';
import type { EventTime } from '../core/time.ts';
import type { StateImage, TimerImage } from './state-store.ts';

/** Identity of a row: one view, key and window. */
export interface RowKey {
  /** Name of the view, with `@<version>` from version 2 on. */
  readonly view: string;
  /** Canonical text of the grouping fields. */
  readonly key: string;
  readonly start: EventTime;
  /**
   * What tells it from others of its key and start. Of views whose rows are panes: the part of one that
   * only windows have that start here or later, as those before were closed; absent for what all windows
   * have that hold the pane. Of windows that start together: the start of its last step.
   */
  readonly since?: EventTime;
}

/** A row as it is after the epoch: writing it twice changes nothing. */
export interface RowImage extends RowKey {
  readonly end: EventTime;
  /** Encoded accumulators, in the order of the view's aggregates. */
  readonly acc: readonly Json[];
  /** Arrival of the newest record that went into it, in milliseconds. */
  readonly updatedAt: EventTime;
  /**
   * Tells it from other rows of its window, of views whose rows hold what came since the one before;
   * absent for the first.
   */
  readonly pane?: string;
  /** Start of the session that this one was merged into: there is no row any more, only its fence. */
  readonly mergedInto?: EventTime;
}

/** A record that an operator gave: a pair, a match, an alert. Written once, never changed. */
export interface RecordImage {
  readonly view: string;
  readonly key: string;
  readonly time: EventTime;
  /** What caused it; names it for ever among the records of its view, key and time. */
  readonly id: string;
  /** Its fields as `eventCodec` stores them. */
  readonly record: Json;
  /** Arrival of the newest record that had come, in milliseconds. */
  readonly updatedAt: EventTime;
  /** Key of the events that it was made of, of views whose records have another key than those. */
  readonly stepKey?: string;
}

/** What one lane adds to a row behind the exchange: combined per row and epoch. */
export interface Delta extends RowKey {
  readonly end: EventTime;
  readonly acc: readonly Json[];
}

/** An event under the key of a step with state, on its way to the task that keeps that state. */
export type SentEvent = {
  readonly view: string;
  /** Which of the view's inputs it comes by, counted in the order of its plan. */
  readonly input: number;
  readonly key: string;
  readonly time: EventTime;
  /** The fields that the step looks at, as `eventCodec` stores them. */
  readonly event: Json;
  /** What it was made of: unique within its lane and shard, for ever. */
  readonly id: string;
  /** How far its shard had come before it; `null` if nothing was known. */
  readonly reached: EventTime | null;
};

/**
 * What a lane tells the owner of some slots about one epoch; in several parts if it is large.
 *
 * `(lane, shard, gen, epoch, slots, part)` names it for ever, so that the receiver can ignore a repetition.
 */
export interface ExchangeMessage {
  readonly lane: string;
  readonly shard: string;
  readonly gen: number;
  readonly epoch: number;
  /** 0 ≤ part < parts. */
  readonly part: number;
  readonly parts: number;
  /** Whose keys it is about. All ranges of an epoch are of one size, and are all slots together. */
  readonly slots: SlotRange;
  /** Of the lane after the epoch; `null` if nothing is known yet. */
  readonly watermark: EventTime | null;
  /** Arrival of the newest record of the epoch, in milliseconds. */
  readonly arrival: EventTime;
  readonly deltas: readonly Delta[];
  /** In the order of the lane; those of a part come before those of the next. */
  readonly events: readonly SentEvent[];
  /** In the first epoch of a shard that replaces others: which, and which shards do so beside it. */
  readonly lineage?: Lineage;
}

/** How a shard came to be. */
export type Lineage = {
  /** All shards before it, whether they ever had records or not. */
  readonly replaces: readonly string[];
  /** The other shards that came of those since somebody last spoke for them. */
  readonly siblings: readonly string[];
};

/** An event that a view did not take, or some windows of it, because it came too late. Its payload is in the lake. */
export interface LateEvent {
  readonly view: string;
  /** Key of the rows that lack it; absent where one step passes its results on under other keys, and of what versions before have written. */
  readonly key?: string;
  readonly sequence: string;
  readonly sub: number;
  readonly eventTime: EventTime;
  /** Start of the only window that lacks it; absent if all do that hold its time. */
  readonly start?: EventTime;
  /** Start of the last window that lacks it, if windows behind that have taken it: then it is not late. */
  readonly until?: EventTime;
  readonly watermark: EventTime;
  /** Why it was not taken, if not for being late: `overflow: events`. */
  readonly why?: string;
  /** What it was, where nothing could hold what it would have changed: no other copy of it has its form. */
  readonly payload?: Json;
}

/** Which rows may lack a late event. */
export type LateMark = Pick<LateEvent, 'key' | 'eventTime' | 'start' | 'until'>;

/** Ids of events that came, so that a repetition within the horizon is recognised. */
export interface SeenIds {
  /** Names of ids under their keys, with their last arrivals in milliseconds. */
  readonly ids: readonly (readonly [name: string, arrival: EventTime])[];
}

/** Everything that an epoch changes outside of its head, as post-images. */
export interface Effects {
  readonly rows: readonly RowImage[];
  readonly messages: readonly ExchangeMessage[];
  readonly late: readonly LateEvent[];
  readonly seen: SeenIds['ids'];
  /** How far each view is complete as far as this task is concerned. */
  readonly watermarks: readonly (readonly [view: string, watermark: EventTime])[];
  readonly records: readonly RecordImage[];
  readonly states: readonly StateImage[];
  readonly timers: readonly TimerImage[];
}

export const NO_EFFECTS: Effects = {
  ...{ rows: [], records: [], messages: [], late: [], seen: [], watermarks: [] },
  ...{ states: [], timers: [] },
};
