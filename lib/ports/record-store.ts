import type { RecordImage } from './effects.ts';

/**
 * The records of all views, each a row that is written once.
 *
 * Contract:
 * 1. A record that is there already is left alone: it has the same id, so it is the same record.
 * 2. `append` returns only after all records are there; if it throws, some may be.
 */
export interface RecordStore {
  append(records: readonly RecordImage[], fence: string): Promise<void>;
}
