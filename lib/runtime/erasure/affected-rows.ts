import { BEGINNING_OF_TIME, END_OF_TIME } from '../../core/time.ts';
import type { RowKey } from '../../ports/effects.ts';
import type { ErasedRecord } from '../archive/erase.ts';
import { type BatchDefinition, laneOf } from '../batch/batch-definition.ts';
import { batchIntake, nothingTaken } from '../batch/batch-intake.ts';
import { rangeTakers } from '../batch/range-takers.ts';
import { takeRecord } from '../speed/intake.ts';

/** What some events have gone into. */
export interface Affected {
  /** Rows of windows. */
  readonly rows: readonly (RowKey & { readonly end: number })[];
  /** Keys of views of steps with state. */
  readonly keys: readonly Pick<RowKey, 'view' | 'key'>[];
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
  const keys = new Map(events.map(({ view, key }) => [`${view}\n${key}`, { view, key }]));
  return {
    rows: folds.flatMap((fold) =>
      fold.drain().map(({ view, key, start, end }) => ({ view, key, start, end })),
    ),
    keys: [...keys.values()],
  };
}
