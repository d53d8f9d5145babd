import type { EventTime } from '../../core/time.ts';
import { archivedRecord } from '../archive/archived-records.ts';
import type { ErasedRecord, ErasedStream } from '../archive/erase.ts';
import { type BatchDefinition, lanePlanOf } from '../batch/batch-definition.ts';
import { type Affected, affectedBy } from './affected-rows.ts';
import { type ErasurePart, RECORDS_PER_PART } from './erasure-plan.ts';

const NOTHING: Affected = { rows: [], keys: [] };

/** What some records of an object have gone into, in parts that are not too large. */
export function* partsOf(
  definition: BatchDefinition,
  stream: ErasedStream,
  { object, records }: { readonly object: string; readonly records: readonly ErasedRecord[] },
): Generator<ErasurePart> {
  const idField = definition.pipeline.streams.find(({ name }) => name === stream.name)?.id;
  const isRead = lanePlanOf(definition.plan, stream.name) !== undefined;
  for (let i = 0; i < records.length; i += RECORDS_PER_PART) {
    const some = records.slice(i, i + RECORDS_PER_PART);
    const rows = some.map(({ shard, record }) => ({
      ...{ shard, sequence: record.sequence, sub: record.sub },
      partitionKey: record.partitionKey,
      event: archivedRecord(record, stream.decode).event,
    }));
    yield {
      ...{ version: 1, object },
      records: rows.map(({ event, partitionKey: _key, ...position }) => ({
        ...position,
        time: event === null ? null : (event[stream.time] as EventTime),
      })),
      keyedIds: rows.flatMap(({ event, partitionKey }) =>
        event === null || idField === undefined
          ? []
          : [[partitionKey, String(event[idField])] as const],
      ),
      ...(isRead ? affectedBy(definition, stream.name, some) : NOTHING),
    };
  }
}
