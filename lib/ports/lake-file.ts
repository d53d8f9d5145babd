import type { Event } from '../core/event.ts';
import type { ObjectMetadata } from './lake.ts';
import type { SourceRecord } from './source-record.ts';

/** `event`: decoded. `undecodable`: kept for its payload. `heartbeat`: moves time, holds no event. */
export type ArchivedKind = 'event' | 'heartbeat' | 'undecodable';

/** One payload as it goes into the lake. */
export interface ArchivedRecord {
  readonly record: SourceRecord;
  readonly kind: ArchivedKind;
  /** `null` unless it is of kind `event`. */
  readonly event: Event | null;
}

/**
 * Bytes of a file with these rows, in this order.
 *
 * No rows make a valid file without rows. Whatever was given can be read again exactly: fields as the
 * decoder gave them, payloads to the last byte, and `about`.
 */
export type EncodeLakeFile = (rows: readonly ArchivedRecord[], about: ObjectMetadata) => Uint8Array;

/**
 * The payloads of an object as they came from the stream, in their order, some at a time.
 *
 * Whatever was archived comes out, heartbeats and what could not be decoded among it.
 */
export type ReadLakeRecords = (object: StoredObject) => AsyncIterable<readonly SourceRecord[]>;

/** An object of a chain, and which part of the chain it is. */
export type StoredObject = {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** Padded sequence numbers: what comes after `from`, up to and including `to`. */
  readonly from: string;
  readonly to: string;
};
