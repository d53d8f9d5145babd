import type { RecordImage, RowKey } from './effects.ts';
import type { StartRange } from './row-reader.ts';

/** A record as it is stored. */
export interface LiveRecord {
  /** Names it among those of its view and key; of no meaning to anybody else. */
  readonly name: string;
  readonly key: string;
  /** See `RecordImage`; `null` if nobody wrote it down. */
  readonly stepKey: string | null;
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
 * 2. `readMade` gives those that were made of the events of one key, under whatever key they are, if
 *    they were written with it; what was written or removed a moment ago may be missing or still there.
 * 3. `contentOf` of a record is the `content` that it has once it is stored.
 * 4. `put` writes the record unless there is one of its view, key, time and id; then nothing changes.
 * 5. `remove` of a record that is gone changes nothing.
 */
export interface RecordHealer {
  readLive(of: Pick<RowKey, 'view' | 'key'>, range: StartRange): Promise<readonly LiveRecord[]>;
  readMade(
    of: { readonly view: string; readonly stepKey: string },
    range: StartRange,
  ): Promise<readonly LiveRecord[]>;
  contentOf(record: RecordImage): string;
  put(record: RecordImage, run: string): Promise<void>;
  remove(of: Pick<RowKey, 'view' | 'key'>, name: string): Promise<void>;
}
