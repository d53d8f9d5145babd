import type { RecordImage, RowImage } from './effects.ts';

/** A part of what a run computed for a view. */
export interface ResultPart {
  readonly view: string;
  readonly run: string;
  /** Names the part among those of the view and run. */
  readonly part: string;
  /** By window and then by key, or the other way round. */
  readonly rows: readonly RowImage[];
  /** What a view without rows gives, by key and then by time. */
  readonly records?: readonly RecordImage[];
}

/**
 * Where the results of batch runs are kept as tables.
 *
 * Contract: a part is written once; whoever writes it again changes nothing.
 */
export interface BatchResults {
  put(part: ResultPart): Promise<void>;
}
