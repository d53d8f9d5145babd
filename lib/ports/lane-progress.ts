import type { Reasons } from '../core/counted-reasons.ts';
import type { DurationMs, EventTime } from '../core/time.ts';
import type { TaskFailure } from './task-failures.ts';

/** How far a lane has come on one shard. Times in milliseconds. */
export interface ShardProgress {
  readonly shard: string;
  /** Whether it takes no more records. */
  readonly isClosed: boolean;
  /** Commits so far; 0 if the lane has never read from it. */
  readonly epoch: number;
  /** −Infinity if unknown. */
  readonly watermark: EventTime;
  /**
   * The newest event time, and when its event arrived; no further ahead of its arrival than is
   * believed. `null` if there was none.
   */
  readonly reached: { readonly time: EventTime; readonly arrival: EventTime } | null;
  /** Sequence number of the last record that was taken; `null` before the first. */
  readonly upTo: string | null;
  /** When the lane was last done with something, by the wall clock; `null` where nobody knows. */
  readonly movedAt: EventTime | null;
  /** How finely the lane addresses the exchange (see `Layout`); `null` if it has not, or is not known to. */
  readonly level: number | null;
  /** `null` where a lane does not count. */
  readonly counts: ShardCounts | null;
}

/** Totals of a shard and of those that it replaced. */
export interface ShardCounts {
  readonly records: number;
  readonly accepted: number;
  readonly deadLetters: number;
  readonly duplicates: number;
  /** Over all views: an event that is too late for two of them counts twice. */
  readonly late: number;
  /** Why steps with state set things aside, and how much for each; absent until there is any. */
  readonly reasons?: Reasons;
}

/**
 * How far lanes have come.
 *
 * Contract: `shards` and `chains` list every shard of the stream, closed ones within retention included, also
 * those that the lane has not read from.
 */
export interface LaneProgress {
  /**
   * @param lane - Such as `sales.speed`.
   * @param stream - Name of the stream that it reads.
   */
  shards(lane: string, stream: string): Promise<readonly ShardProgress[]>;
  /** The exchange lane on every shard of its stream; nobody can say how long records have been waiting there. */
  exchange(): Promise<readonly ShardProgress[]>;
  /** How far the archive lane has brought the lake, for each shard of the stream. */
  chains(stream: string): Promise<readonly ShardProgress[]>;
  /** Tasks of all lanes that failed and were not seen to go on since; some may have, a moment ago. */
  failures(): Promise<readonly TaskFailure[]>;
  /**
   * How long the oldest record that was not read has been waiting; 0 if everything was read,
   * `undefined` if nobody can say. Milliseconds.
   */
  waiting(
    stream: string,
    shard: Pick<ShardProgress, 'shard' | 'upTo'>,
  ): Promise<DurationMs | undefined>;
}
