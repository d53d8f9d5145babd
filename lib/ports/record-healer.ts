import type { RecordImage, RowKey } from './effects.ts';
import type { StartRange } from './row-reader.ts';

/** A record as it is stored. */
export interface LiveRecord {
  /** Names it among those of its view and key; of no meaning to anybody else. */
  readonly name: string;
  /** Time and fields as text: equal for equal records, however they came to be. */
  readonly content: string;
  /** The batch run that wrote it; `null` if the speed layer did. */
  readonly run: string | null;
}

/**
 * The records of all views, for batch runs.
 *
 * Contract:
 * 1. `readLive` is strongly consistent, and gives the records of one key whose time lies in the range.
 * 2. `contentOf` of a record is the `content` that it has once it is stored.
 * 3. `put` writes the record unless there is one of its view, key, time and id; then nothing changes.
 * 4. `remove` of a record that is gone changes nothing.
 */
export interface RecordHealer {
  readLive(of: Pick<RowKey, 'view' | 'key'>, range: StartRange): Promise<readonly LiveRecord[]>;
  contentOf(record: RecordImage): string;
  put(record: RecordImage, run: string): Promise<void>;
  remove(of: Pick<RowKey, 'view' | 'key'>, name: string): Promise<void>;
}
