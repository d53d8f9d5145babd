import { BEGINNING_OF_TIME, END_OF_TIME, type EventTime } from '../../core/time.ts';
import type { ErasedRecord } from '../archive/erase.ts';
import { type BatchDefinition, laneOf } from '../batch/batch-definition.ts';
import { batchIntake, nothingTaken } from '../batch/batch-intake.ts';
import { rangeTakers } from '../batch/range-takers.ts';
import { takeRecord } from '../speed/intake.ts';

/** A row of a window that events have gone into. */
export type AffectedRow = {
  readonly view: string;
  readonly key: string;
  readonly start: EventTime;
  readonly end: EventTime;
};

/** An event that a view of steps with state was given, and under which key. */
export type AffectedKey = {
  readonly view: string;
  /** Place of the input among those of the view. */
  readonly input: number;
  readonly key: string;
  readonly time: EventTime;
};

/** What some records have gone into. */
export interface Affected {
  readonly rows: readonly AffectedRow[];
  readonly keys: readonly AffectedKey[];
}

const EVER = { from: BEGINNING_OF_TIME, to: END_OF_TIME };

/** The rows and keys that records of a stream have gone into, if they counted. */
export function affectedBy(
  definition: BatchDefinition,
  stream: string,
  erased: readonly ErasedRecord[],
): Affected {
  const lane = laneOf(definition, stream);
  const range = (view: string) => ({ view, ...EVER, reads: EVER });
  const { takers, folds, events } = rangeTakers(lane, range);
  const taken = nothingTaken();
  for (const [shard, records] of Map.groupBy(erased, (each) => each.shard)) {
    const intake = batchIntake({ lane, shard, belongsHere: undefined }, takers, () => false);
    for (const { record } of records) takeRecord(intake, record, taken);
  }
  return {
    rows: folds.flatMap((fold) =>
      fold.drain().map(({ view, key, start, end }) => ({ view, key, start, end })),
    ),
    keys: events.map(({ view, input, key, time }) => ({ view, input, key, time })),
  };
}
