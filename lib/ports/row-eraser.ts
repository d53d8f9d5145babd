import type { RowKey } from './effects.ts';

/**
 * What takes rows and records away for good, because of whom they are about.
 *
 * Contract: once a call has returned, nobody reads them any more; what is not there is no error.
 */
export interface RowEraser {
  /** Everything of one key of a view. @returns how many rows and records that were. */
  eraseKey(of: Pick<RowKey, 'view' | 'key'>): Promise<number>;
  /** Rows of windows; those of other keys and windows stay. */
  eraseRows(rows: readonly RowKey[]): Promise<void>;
}
