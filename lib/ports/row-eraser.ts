import type { RowKey } from './effects.ts';
import type { StartRange } from './row-reader.ts';

/** Which rows and records are looked at. */
export type ErasedPlace =
  | { readonly view: string; readonly key: string }
  /** Records that were made of the events of one key, in a range of times; see `RecordImage`. */
  | { readonly view: string; readonly stepKey: string; readonly range: StartRange }
  /** All of a view. */
  | { readonly view: string };

/** What shows a subject: one of these texts, in one of these places. */
export interface ErasedShowing {
  /** A value as text: several, as stores spell numbers and times in ways of their own. */
  readonly texts: ReadonlySet<string>;
  readonly columns: readonly string[];
  /** By place among the accumulators of a row. */
  readonly accumulators: readonly number[];
}

/**
 * What takes rows and records away for good, because of whom they are about.
 *
 * Contract: once a call has returned, nobody reads them any more, nor what is left of rows that were
 * merged, or of writes that died; what is not there is no error. Each gives how many there were.
 */
export interface RowEraser {
  /** How many rows and records there are in a place. */
  count(place: ErasedPlace): Promise<number>;
  /** @param showing - Only what shows a subject; everything without it. */
  erase(place: ErasedPlace, showing?: ErasedShowing): Promise<number>;
  /** Rows of windows; those of other keys and windows stay. */
  eraseRows(rows: readonly RowKey[]): Promise<void>;
}
