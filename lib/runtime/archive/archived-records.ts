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
