import type { Json } from '../core/aggregators/aggregator.ts';
import type { EventTime } from '../core/time.ts';
import type { StoredObject } from './lake-file.ts';
import type { BelongsHere } from './topology.ts';

/** Objects of one stream, and the windows that are computed of them. */
export interface SqlItem {
  readonly stream: string;
  readonly objects: readonly StoredObject[];
  /** By view id: windows that lie in `from ≤ t < to`. */
  readonly ranges: readonly {
    readonly view: string;
    readonly from: EventTime;
    readonly to: EventTime;
  }[];
  /** What judges the keys of the shard, if they are judged. */
  readonly belongsHere: BelongsHere | undefined;
}

/** A row as the events of some objects make it. */
export type SqlPartial = {
  readonly view: string;
  readonly key: string;
  readonly start: EventTime;
  readonly end: EventTime;
  readonly acc: readonly Json[];
};

/** What the events of some objects add up to. */
export interface SqlFolded {
  readonly rows: readonly SqlPartial[];
  /** Arrival of the newest record; milliseconds. */
  readonly arrival: EventTime;
  /** Payloads that are no heartbeats, and those of them that count. */
  readonly records: number;
  readonly accepted: number;
}

/**
 * An engine that may compute what events add to rows without looking at each of them.
 *
 * Contract: the answer is the very one that the events give, to the last bit of every accumulator, or
 * `undefined` if the engine cannot be sure of that.
 */
export interface ItemSql {
  /** Whether the engine knows how to compute a view of a stream at all. */
  computes(stream: string, view: string): boolean;
  fold(item: SqlItem): Promise<SqlFolded | undefined>;
}
