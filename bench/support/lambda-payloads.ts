import { recordPacker } from '../../lib/adapters/kinesis/aggregation/record-packer.ts';
import { kinesisEvent, type PutRecord } from '../../test/support/aws/kinesis-event.ts';
import { type OrderEvent, referenceEvents, type Traffic } from './reference-events.ts';

/** The one shard that the records are on. */
export const SHARD = 'shardId-000000000000';

/** Texts of Lambda payloads that follow each other, as Lambda hands them to the runtime. */
export interface Payloads {
  readonly texts: readonly string[];
  readonly eventsPerBatch: number;
}

export interface Batching {
  readonly batches: number;
  readonly recordsPerBatch: number;
  /** Events in one Kinesis record; 1: a record is an event. */
  readonly pack: number;
}

/** Payloads below the 6 MB that Lambda takes. */
export function lambdaPayloads(
  traffic: Traffic,
  { batches, recordsPerBatch, pack }: Batching,
): Payloads {
  const eventAt = referenceEvents(traffic);
  let next = 0;
  let sequence = 10n ** 55n;
  const aRecord = (): PutRecord => {
    const events = Array.from({ length: pack }, () => eventAt(next++));
    const last = events.at(-1) as OrderEvent;
    return {
      data: pack === 1 ? last.json : packed(events),
      sequence: `${sequence++}`,
      partitionKey: last.user,
      arrival: last.arrival,
    };
  };
  const texts = Array.from({ length: batches }, () =>
    JSON.stringify(kinesisEvent(Array.from({ length: recordsPerBatch }, aRecord), SHARD)),
  );
  const largest = Math.max(...texts.map((text) => text.length));
  if (largest > 6_000_000)
    throw new Error(`a payload of ${largest} bytes is more than Lambda takes`);
  return { texts, eventsPerBatch: recordsPerBatch * pack };
}

function packed(events: readonly OrderEvent[]): Uint8Array {
  const packer = recordPacker();
  for (const { user, json } of events) packer.add({ partitionKey: user, data: Buffer.from(json) });
  const record = packer.flush();
  if (record === undefined) throw new Error('nothing was packed');
  return record.data;
}
