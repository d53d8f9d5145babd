import type { Json } from '../core/aggregators/aggregator.ts';
import type { EventTime } from '../core/time.ts';
import type { RowImage, RowKey } from './effects.ts';

/** The accumulators of a stored row. */
export interface StoredRow extends RowKey {
  readonly acc: readonly Json[];
}

/**
 * The rows of all views, as their readers see them.
 *
 * Contract:
 * 1. `read` is strongly consistent and leaves out rows that do not exist.
 * 2. `write` leaves a row alone whose fence is equal or greater, without complaint; so writing again,
 *    or by somebody who was declared dead, changes nothing.
 * 3. `write` returns only after all rows are written or left alone; if it throws, some may be.
 * 4. `publishWatermark` never lowers what a task has published, and keeps one entry per task. The end
 *    of time retires a task for ever: a closed shard does not hold its view back.
 * 5. A row that was merged into another cannot be seen, but keeps its fence long enough for everybody
 *    who was declared dead to be so.
 * 6. `expectTasks` adds entries without a watermark for tasks that have none, and no other.
 * 7. With `unless`, an entry is added only if at that moment there is none of that name.
 */
export interface RowStore {
  read(keys: readonly RowKey[]): Promise<readonly StoredRow[]>;
  write(rows: readonly RowImage[], fence: string): Promise<void>;
  publishWatermark(view: string, shard: string, watermark: EventTime): Promise<void>;
  expectTasks(view: string, shards: readonly string[], unless?: string): Promise<void>;
}
