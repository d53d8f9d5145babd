import type { Json } from '../../core/aggregators/aggregator.ts';
import type { EventTime } from '../../core/time.ts';
import type { SentEvent } from '../../ports/effects.ts';
import type { StoredObject } from '../../ports/lake-file.ts';

/** What somebody asks a batch run to do. */
export interface BatchRequest {
  /** Names the run for ever. Asked for again, it goes on from what it has written down. */
  readonly run: string;
  /** `from ≤ t < to`. Milliseconds. */
  readonly from: EventTime;
  readonly to: EventTime;
  /**
   * What lies there. `results`: windows and records. `settled`: the moments since which they do not change
   * any more, so that each view is looked at as far back as that takes.
   *
   * @defaultValue `results`
   */
  readonly of?: 'results' | 'settled';
  /** Ids of views; all without it. */
  readonly views?: readonly string[];
  /** Goes on although an archive lane has lost records, so that rows may get smaller. */
  readonly despiteLostRecords?: boolean;
}

/** Windows of a view that a run computes: all that lie in `from ≤ t < to`, and all are closed. */
export type ViewRange = {
  readonly view: string;
  readonly from: EventTime;
  readonly to: EventTime;
  /** Times of the events that it reads for them, half-open: more where results have a reach. */
  readonly reads: { readonly from: EventTime; readonly to: EventTime };
};

/** A view that a run leaves alone. */
export type LeftOut = {
  readonly view: string;
  readonly why: string;
};

/** A view that a run computes because it computes another one that the same step makes. */
export type Together = {
  readonly view: string;
  readonly with: string;
};

/** An object of the lake. */
export type InputObject = StoredObject;

/** What one map task reads: objects that follow each other in the chain of one shard. */
export type MapItem = {
  readonly stream: string;
  readonly shard: string;
  readonly objects: readonly InputObject[];
  /** Earlier objects that may hold events with the same ids. */
  readonly before: readonly InputObject[];
  /** Objects between those of the item that may do so; absent if there are none. */
  readonly between?: readonly InputObject[];
};

/** Everything that is decided before anything is read; whoever goes on with a run does the same. */
export type Manifest = {
  readonly version: 1;
  readonly run: string;
  readonly pipeline: string;
  /** Of the definition; a run is never continued with another one. */
  readonly fingerprint: string;
  readonly from: EventTime;
  readonly to: EventTime;
  readonly views: readonly ViewRange[];
  readonly leftOut: readonly LeftOut[];
  /** Absent from a run that an older version has planned. */
  readonly together?: readonly Together[];
  readonly items: readonly MapItem[];
  readonly buckets: number;
};

/** One unit of the first half of a run. */
export type MapTask = {
  readonly run: string;
  /** Index into the manifest's items. */
  readonly item: number;
};

/** What became of the payloads that a task read. */
export type MapCounts = {
  readonly records: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly deadLetters: number;
};

/** A file of partial rows and events of one bucket. */
export type Part = {
  readonly name: string;
  readonly bucket: number;
  readonly rows: number;
  readonly events: number;
};

/** What a map task has written. */
export type MapOutcome = {
  readonly item: number;
  readonly counts: MapCounts;
  readonly parts: readonly Part[];
};

/** What some events add to a row; a `Delta`, as JSON. */
export type PartialRow = {
  readonly view: string;
  readonly key: string;
  readonly start: EventTime;
  readonly end: EventTime;
  readonly acc: readonly Json[];
};

/** What a part holds. */
export type PartialRows = {
  /** Arrival of the newest record that may have gone into them, in milliseconds. */
  readonly arrival: EventTime;
  readonly rows: readonly PartialRow[];
  /** Events for steps with state, in the order of their records. */
  readonly events: readonly SentEvent[];
};

/** One unit of the second half: all partial rows of some keys. */
export type ReduceTask = {
  readonly run: string;
  readonly bucket: number;
};

/** Where the partial rows of a bucket are. */
export type Bucket = {
  readonly parts: readonly Part[];
};

/** What all map tasks of a run have written. */
export type Gathered = {
  readonly buckets: number;
  readonly counts: MapCounts;
};

/** A row of a window, or of a pane. */
export type OpenRow = {
  readonly view: string;
  readonly key: string;
  readonly start: EventTime;
  readonly end: EventTime;
};

/** Rows that a run treats otherwise, because of an erasure. */
export type KeptRows = {
  /** They stay as they are. */
  readonly rows: readonly Pick<PartialRow, 'view' | 'key' | 'start'>[];
  /** They are taken away if nothing is computed for them. Absent from what older versions wrote. */
  readonly open?: readonly OpenRow[];
};

/** A task as a state machine is given it, and where it writes down what stopped it. */
export type Listed<T extends MapTask | ReduceTask> = T & {
  readonly failed: string;
};

/** What a run found of a view. */
export type ViewCounts = {
  readonly view: string;
  /** Rows that were computed. */
  readonly compared: number;
  readonly equal: number;
  /** Rows that differed and were written. */
  readonly healed: number;
  /** Rows that were not there and were written. */
  readonly missing: number;
  /** Rows that were left as they are, because somebody was erased from what they are made of. */
  readonly kept: number;
  /** Rows that were there and should not be: sessions that are part of others, pairs that are none. */
  readonly removed: number;
};

/** What a reduce task has done. */
export type ReduceOutcome = {
  readonly bucket: number;
  readonly views: readonly ViewCounts[];
};

/** What a run has done for a view. */
export type ReportedView = ViewCounts &
  ViewRange & {
    /** Events of its range that the speed layer turned away because they were late: they are in now. */
    readonly recovered: number;
  };

/** What a run has done, as it is kept beside its results. */
export type BatchReport = {
  readonly run: string;
  readonly pipeline: string;
  readonly views: readonly ReportedView[];
  readonly leftOut: readonly LeftOut[];
  readonly together: readonly Together[];
  readonly objects: number;
  readonly counts: MapCounts;
};
