import { BEGINNING_OF_TIME, EARLIEST_EVENT_TIME } from '../../core/time.ts';
import type { ReadLakeRecords } from '../../ports/lake-file.ts';
import type { SourceRecord } from '../../ports/source-record.ts';
import type { BelongsHere, Topology } from '../../ports/topology.ts';
import { partitionKeyReader } from '../operators/key-values.ts';
import type { LaneInput } from '../speed/event-outlet.ts';
import type { Intake, Taken } from '../speed/intake.ts';
import { NO_COUNTS } from '../speed/progress.ts';
import { router, type Taker } from '../speed/route.ts';
import type { SourceLane } from '../speed/source-logic.ts';
import type { InputObject } from './protocol.ts';

/** Whose records are read. */
export interface BatchSource {
  readonly lane: SourceLane;
  readonly shard: string;
  /** See `Intake`. */
  readonly belongsHere: BelongsHere | undefined;
}

/** Views that are not computed are asked all the same what is wrong with an event. */
const NOTHING: Taker = { add: () => true };

/**
 * What the records of a shard are read with: as the speed layer reads them.
 *
 * @param folds - By view id, and by input of a view of steps with state.
 */
export function batchIntake(
  { lane, shard, belongsHere }: BatchSource,
  folds: ReadonlyMap<string | LaneInput, Taker>,
  isRepeated: Intake['isRepeated'],
): Intake {
  const views = lane.views.map((runtime) => ({ runtime, fold: folds.get(runtime.id) ?? NOTHING }));
  const inputs = lane.inputs.map((runtime) => ({ runtime, fold: folds.get(runtime) ?? NOTHING }));
  return {
    stream: lane.stream,
    shard,
    decode: lane.decode,
    router: router(lane.stream, [...views, ...inputs]),
    keyOf: partitionKeyReader(lane.stream),
    belongsHere,
    isRepeated,
  };
}

/** Nothing has been taken yet, and nothing will be late. */
export const nothingTaken = (): Taken => ({
  watermark: BEGINNING_OF_TIME,
  frontier: null,
  newestArrival: EARLIEST_EVENT_TIME,
  counters: { ...NO_COUNTS, late: {} },
  late: [],
  deadLetters: [],
});

/**
 * What judges the keys of a shard, if the speed layer judges them (ADR 0008).
 *
 * Of a shard that is no longer listed the range of hash keys is not known, so only the partition key
 * is compared with the event's own.
 */
export async function membershipOf(
  { stream, views }: SourceLane,
  topology: Topology,
  shard: string,
): Promise<BelongsHere | undefined> {
  if (!views.some(({ plan }) => plan.placement.lane === 'source')) return undefined;
  const isListed = (await topology.shards(stream.name)).some(({ id }) => id === shard);
  return isListed ? topology.membership(stream.name, shard) : () => true;
}

/** The payloads of objects, as many at a time as lie together: waiting for each would cost more than reading it. */
export async function* recordsOf(
  read: ReadLakeRecords,
  objects: readonly InputObject[],
): AsyncGenerator<readonly SourceRecord[]> {
  for (const object of objects) yield* read(object);
}
