import type { EventTime } from '../../core/time.ts';
import type { Lineage } from '../../ports/effects.ts';
import type { Layout } from '../../ports/exchange-layout.ts';

/** Running totals of a lane's shard, and through its `gen` of all shards that it replaced. */
export type Counters = {
  /** Payloads taken, heartbeats excepted. */
  readonly records: number;
  readonly heartbeats: number;
  /** Payloads that decoded to an event that no repetition was. */
  readonly accepted: number;
  readonly deadLetters: number;
  readonly duplicates: number;
  /** Events too late, by view id. */
  readonly late: Readonly<Record<string, number>>;
};

export const NO_COUNTS: Counters = {
  records: 0,
  heartbeats: 0,
  accepted: 0,
  deadLetters: 0,
  duplicates: 0,
  late: {},
};

/** The newest event time seen, as far as it is believed, and when its event arrived. Milliseconds. */
export type Frontier = { readonly time: EventTime; readonly arrival: EventTime };

/** Where a source lane stands on a shard. Stored as JSON, so no −Infinity: unknown is `null`. */
export type SourceProgress = {
  /** Padded sequence number of the last record taken; empty before the first. */
  readonly toSeq: string;
  /** Index of the last payload taken within that record. */
  readonly toSub: number;
  readonly watermark: EventTime | null;
  readonly frontier: Frontier | null;
  readonly counters: Counters;
  /** All shards that this one replaced. */
  readonly ancestors: readonly string[];
  /** How the shard came to be, or what a deployment added, and the shards beside it. */
  readonly registration: Registration | null;
  /** How finely it addresses the exchange; absent in what was written before that could change. */
  readonly layout?: Layout;
};

export type Registration = {
  /** Epoch that makes it known. */
  readonly epoch: number;
  /** What the exchange lane is told. */
  readonly lineage: Lineage | null;
  /** The shard and its siblings, and the watermark from which each starts. */
  readonly starts: readonly (readonly [shard: string, watermark: EventTime | null])[];
  /** Views whose rows are written here and that are new to the shard: at its beginning all of them. */
  readonly views: readonly string[];
  /** Views that no shard before it had, so that nobody has said who writes them. */
  readonly newViews: readonly string[];
  /** All shards in whose place none of these stands. */
  readonly others: readonly string[];
};

/** What of a lane's progress has gone back, if anything has; its position must go on (law L12). */
export function setback(before: SourceProgress, after: SourceProgress): string | undefined {
  const isBehind =
    after.toSeq < before.toSeq || (after.toSeq === before.toSeq && after.toSub <= before.toSub);
  if (isBehind && before.toSeq !== '') {
    return `its position: ${after.toSeq}/${after.toSub} after ${before.toSeq}/${before.toSub}`;
  }
  const [was, is] = [before.watermark, after.watermark];
  if (was === null || (is !== null && is >= was)) return undefined;
  return `its watermark: ${is} after ${was}`;
}
