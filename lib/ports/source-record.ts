import type { EventTime } from '../core/time.ts';

/**
 * One payload of a stream, after unpacking: a record that was put alone, or a part of a packed one.
 *
 * The bytes are `data[start, end)`; several records may share one array.
 */
export interface SourceRecord {
  /** Sequence number as Kinesis gives it: decimal digits, without padding. */
  readonly sequence: string;
  /** Index within a packed record; 0 for a record that was put alone. */
  readonly sub: number;
  /** When Kinesis took the record, in milliseconds; its own time stamp, so the same in a replay. */
  readonly arrival: EventTime;
  readonly partitionKey: string;
  readonly data: Uint8Array;
  readonly start: number;
  readonly end: number;
}
