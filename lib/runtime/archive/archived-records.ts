import type { Event } from '../../core/event.ts';
import { parseHeartbeat } from '../../core/heartbeat.ts';
import type { Decode } from '../../core/json/decoder.ts';
import { DecodeFailure } from '../../core/schema/decode-failure.ts';
import type { ArchivedRecord } from '../../ports/lake-file.ts';
import type { SourceRecord } from '../../ports/source-record.ts';

/** What a payload is, and the event that it holds if it holds one. Whatever it is, it is kept. */
export function archivedRecord(record: SourceRecord, decode: Decode<Event>): ArchivedRecord {
  const { data, start, end } = record;
  if (parseHeartbeat(data, start, end) !== undefined) {
    return { record, kind: 'heartbeat', event: null };
  }
  const event = decode(data, start, end);
  return event instanceof DecodeFailure
    ? { record, kind: 'undecodable', event: null }
    : { record, kind: 'event', event };
}

const isBefore = (a: SourceRecord, b: SourceRecord): boolean => {
  if (a.sequence === b.sequence) return a.sub < b.sub;
  if (a.sequence.length === b.sequence.length) return a.sequence < b.sequence;
  return BigInt(a.sequence) < BigInt(b.sequence);
};

/** The records in the order of their positions, each once. Kinesis gives them so; emulators may not. */
export function inOrder(records: readonly SourceRecord[]): readonly SourceRecord[] {
  const isSorted = records.every((record, i) => {
    const before = records[i - 1];
    return before === undefined || isBefore(before, record);
  });
  if (isSorted) return records;
  const sorted = records.toSorted((a, b) => Number(isBefore(b, a)) - Number(isBefore(a, b)));
  return sorted.filter((record, i) => {
    const before = sorted[i - 1];
    return before === undefined || isBefore(before, record);
  });
}
