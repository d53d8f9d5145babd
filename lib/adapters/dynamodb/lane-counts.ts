import type { Json } from '../../core/aggregators/aggregator.ts';
import { addedReasons, type Reasons } from '../../core/counted-reasons.ts';
import type { ShardCounts } from '../../ports/lane-progress.ts';
import type { DeltaCounters } from '../../runtime/exchange/delta-epoch.ts';
import type { OperatorCounters } from '../../runtime/keyed/results.ts';
import type { Counters } from '../../runtime/speed/progress.ts';

/** Totals as a task stores them; those of an older version may lack some. */
export interface StoredCounts {
  readonly counters?: Partial<Counters> | Partial<DeltaCounters> | undefined;
  /** Of steps with state. */
  readonly keyed?: Partial<OperatorCounters> | undefined;
}

/** Why a delta is set aside that is not late: no head holds what it changes. */
const OVERFLOW_EFFECTS = 'overflow: effects';

const NOTHING: ShardCounts = { records: 0, accepted: 0, deadLetters: 0, duplicates: 0, late: 0 };

/** What a source lane's shard has taken, or one of the exchange: deltas, and events for steps. */
export function shardCounts({ counters = {}, keyed = {} }: StoredCounts): ShardCounts {
  if ('accepted' in counters) {
    const { late = {}, records = 0, accepted = 0, deadLetters = 0, duplicates = 0 } = counters;
    return { records, accepted, deadLetters, duplicates, late: sumOf(Object.values(late)) };
  }
  const { deltas = 0, late = 0, refused = 0 } = counters as Partial<DeltaCounters>;
  const { events = 0, late: lateEvents = 0, overflow = 0, failed = 0 } = keyed;
  const ofDeltas: Reasons = refused === 0 ? {} : { [OVERFLOW_EFFECTS]: refused };
  const reasons = addedReasons([keyed.reasons ?? {}, ofDeltas]);
  return {
    ...{ ...NOTHING, records: deltas + events, accepted: deltas + events },
    ...{ late: late + lateEvents, deadLetters: refused + overflow + failed },
    ...(Object.keys(reasons).length === 0 ? {} : { reasons }),
  };
}

/** Totals as they are in the head of a task. */
export function countsOfProgress(progress: Json): ShardCounts {
  const { counters, keyed } = progress as StoredCounts & {
    readonly keyed?: { readonly counters?: Partial<OperatorCounters> };
  };
  return shardCounts({ counters, keyed: keyed?.counters });
}

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
