import type { Json } from '../core/aggregators/aggregator.ts';
import type { EventTime } from '../core/time.ts';

/** Identity of a row: one view, key and window. */
export interface RowKey {
  /** Name of the view, with `@<version>` from version 2 on. */
  readonly view: string;
  /** Canonical text of the grouping fields. */
  readonly key: string;
  readonly start: EventTime;
}

/** A row as it is after the epoch: writing it twice changes nothing. */
export interface RowImage extends RowKey {
  readonly end: EventTime;
  /** Encoded accumulators, in the order of the view's aggregates. */
  readonly acc: readonly Json[];
  /** Arrival of the newest record that went into it, in milliseconds. */
  readonly updatedAt: EventTime;
}

/** What one lane adds to rows of one exchange bucket: combined per row and epoch. */
export interface Delta extends RowKey {
  readonly end: EventTime;
  readonly acc: readonly Json[];
}

/**
 * What a lane tells one exchange bucket about one epoch; in several parts if it is large.
 *
 * `(lane, shard, gen, epoch, part)` names it for ever, so that the receiver can ignore a repetition.
 */
export interface ExchangeMessage {
  readonly lane: string;
  readonly shard: string;
  readonly gen: number;
  readonly epoch: number;
  /** 0 ≤ part < parts. */
  readonly part: number;
  readonly parts: number;
  readonly bucket: number;
  /** Of the lane after the epoch; `null` if nothing is known yet. */
  readonly watermark: EventTime | null;
  /** Arrival of the newest record of the epoch, in milliseconds. */
  readonly arrival: EventTime;
  readonly deltas: readonly Delta[];
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

/** An event that came too late for every window of a view. Its payload is in the lake. */
export interface LateEvent {
  readonly view: string;
  readonly sequence: string;
  readonly sub: number;
  readonly eventTime: EventTime;
  readonly watermark: EventTime;
}

/** Ids of events that were taken, so that a repetition within the horizon is recognised. */
export interface SeenIds {
  /** Ids with their event times, in milliseconds. */
  readonly ids: readonly (readonly [id: string, eventTime: EventTime])[];
}

/** Everything that an epoch changes outside of its head, as post-images. */
export interface Effects {
  readonly rows: readonly RowImage[];
  readonly messages: readonly ExchangeMessage[];
  readonly late: readonly LateEvent[];
  readonly seen: SeenIds['ids'];
  /** How far each view is complete as far as this task is concerned. */
  readonly watermarks: readonly (readonly [view: string, watermark: EventTime])[];
}

export const NO_EFFECTS: Effects = { rows: [], messages: [], late: [], seen: [], watermarks: [] };
