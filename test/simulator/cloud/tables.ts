import type { RecordImage, RowImage } from '../../../lib/ports/effects.ts';
import type { AppliedMark } from '../../../lib/ports/head-store.ts';
import type { Timer } from '../../../lib/ports/state-store.ts';

/** A head as it lies in the table. */
export interface StoredText {
  readonly epoch: number;
  readonly text: string;
}

/** A row as it lies in the table. */
export interface StoredImage {
  readonly image: RowImage;
  /** Its accumulators as text. */
  readonly acc: string;
  readonly fence: string;
}

/** What lies in the table under a fence. */
export interface Fenced<T> {
  readonly item: T;
  readonly fence: string;
}

/** Late events or ids of one epoch of one task. */
export type Epochs<T> = Map<string, readonly T[]>;

/** What lies in DynamoDB and survives every process. */
export interface Tables {
  readonly heads: Map<string, StoredText>;
  readonly marks: Map<string, AppliedMark>;
  readonly rows: Map<string, StoredImage>;
  /** By view, then by task; `undefined` is a task that is expected. */
  readonly watermarks: Map<string, Map<string, number | undefined>>;
  readonly records: Map<string, RecordImage>;
  /** Images as JSON. */
  readonly states: Map<string, Fenced<string>>;
  readonly timers: Map<string, Fenced<Timer>>;
  readonly seen: Epochs<readonly [id: string, at: number]>;
}

export const emptyTables = (): Tables => ({
  heads: new Map(),
  marks: new Map(),
  rows: new Map(),
  watermarks: new Map(),
  records: new Map(),
  states: new Map(),
  timers: new Map(),
  seen: new Map(),
});
