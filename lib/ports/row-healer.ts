import type { Json } from '../core/aggregators/aggregator.ts';
import type { EventTime } from '../core/time.ts';
import type { RowImage, RowKey } from './effects.ts';
import type { StartRange } from './row-reader.ts';

/** A row as it is now. */
export interface LiveRow extends RowKey {
  readonly end: EventTime;
  readonly acc: readonly Json[];
  readonly fence: string;
  /** The batch run that wrote it last; `null` if the speed layer did. */
  readonly run: string | null;
}

/** What a batch run puts in the place of a row. */
export interface HealedRow {
  readonly row: RowImage;
  readonly run: string;
  /** Fence of the row that was read; `undefined` if there was none. */
  readonly expected: string | undefined;
}

/**
 * Fence of a row that a batch run has written.
 *
 * It is greater than every fence of the speed layer, which begins with a digit: so nobody who was
 * declared dead writes an old image over it.
 */
export const healedFence = (run: string): string => `batch|${run}`;

/**
 * The rows of all views, for batch runs.
 *
 * Contract:
 * 1. `readLive` is strongly consistent and leaves out rows that do not exist.
 * 2. `readKey` is so too, for the rows of one key that start in the range; without those that were
 *    merged into others.
 * 3. `heal` writes the row with {@link healedFence} if its fence is still the one expected, or if there
 *    is none and none is expected; it answers `false`, with nothing written, otherwise.
 * 4. If `heal` throws, the row may or may not be written; reading it again tells.
 */
export interface RowHealer {
  readLive(keys: readonly RowKey[]): Promise<readonly LiveRow[]>;
  readKey(of: Pick<RowKey, 'view' | 'key'>, range: StartRange): Promise<readonly LiveRow[]>;
  heal(healed: HealedRow): Promise<boolean>;
}
