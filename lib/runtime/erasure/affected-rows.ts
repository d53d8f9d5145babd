import { BEGINNING_OF_TIME, END_OF_TIME } from '../../core/time.ts';
import type { RowKey, SentEvent } from '../../ports/effects.ts';
import type { ErasedRecord } from '../archive/erase.ts';
import { type BatchDefinition, laneOf } from '../batch/batch-definition.ts';
import { batchIntake, nothingTaken } from '../batch/batch-intake.ts';
import { rangeEvents } from '../batch/range-events.ts';
import { type RangeFold, rangeFold } from '../batch/range-fold.ts';
import type { LaneInput } from '../speed/event-outlet.ts';
import { takeRecord } from '../speed/intake.ts';
import type { Taker } from '../speed/route.ts';

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
  const folds = new Map<string, RangeFold>(
    lane.views.map((view) => [view.id, rangeFold(view, range(view.id))]),
  );
  const events: SentEvent[] = [];
  const takers = new Map<string | LaneInput, Taker>(folds);
  for (const input of lane.inputs) takers.set(input, rangeEvents(input, range(input.id), events));
  const taken = nothingTaken();
  for (const { shard, record } of erased) {
    const source = { lane, shard, belongsHere: undefined };
    takeRecord(
      batchIntake(source, takers, () => false),
      record,
      taken,
    );
  }
  const keys = new Map(events.map(({ view, key }) => [`${view}\n${key}`, { view, key }]));
  return {
    rows: [...folds.values()].flatMap((fold) =>
      fold.drain().map(({ view, key, start, end }) => ({ view, key, start, end })),
    ),
    keys: [...keys.values()],
  };
}
