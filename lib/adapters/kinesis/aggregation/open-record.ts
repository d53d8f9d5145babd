import { DIGEST_BYTES, digestOf, ENVELOPE_BYTES, MAGIC, TAG } from './format.ts';
import type { KeyedData } from './sub-record.ts';
import {
  delimitedSize,
  type Sink,
  varintSize,
  writeBytes,
  writeDelimited,
  writeVarint,
} from './wire-writer.ts';

/** A packed record, ready for `PutRecords`. */
export interface PackedRecord {
  /** Those of its first event, so it goes where that event would go alone. */
  readonly partitionKey: string;
  readonly explicitHashKey?: string | undefined;
  readonly data: Uint8Array;
  /** Events in it. */
  readonly count: number;
}

/** A packed record that still takes events, with its exact size at any moment. */
export interface OpenRecord {
  readonly first: KeyedData;
  readonly partitionKeys: KeyTable;
  readonly explicitHashKeys: KeyTable;
  readonly entries: Entry[];
  /** Size for Kinesis: the data it would have if closed now, and its partition key. */
  bytes: number;
}

interface Entry {
  readonly data: Uint8Array;
  readonly key: number;
  /** −1 if the event has none. */
  readonly hashKey: number;
  /** Length of the `Record` message. */
  readonly bytes: number;
}

interface KeyTable {
  readonly indexOf: Map<string, number>;
  readonly keys: Uint8Array[];
}

const encoder = new TextEncoder();

export const openRecord = (first: KeyedData): OpenRecord => ({
  first,
  partitionKeys: { indexOf: new Map(), keys: [] },
  explicitHashKeys: { indexOf: new Map(), keys: [] },
  entries: [],
  bytes: ENVELOPE_BYTES + Buffer.byteLength(first.partitionKey),
});

/**
 * Takes the event in if the record stays within `maxBytes`; otherwise changes nothing.
 *
 * The data is kept, not copied, until the record is closed.
 */
export function append(open: OpenRecord, event: KeyedData, maxBytes: number): boolean {
  const { partitionKeys, explicitHashKeys } = open;
  const { partitionKey, explicitHashKey } = event;
  const entry = entryFor(open, event);
  const bytes =
    open.bytes +
    delimitedSize(entry.bytes) +
    keyGrowth(partitionKeys, partitionKey) +
    keyGrowth(explicitHashKeys, explicitHashKey);
  if (!(bytes <= maxBytes)) return false;
  open.bytes = bytes;
  open.entries.push(entry);
  addKey(partitionKeys, partitionKey);
  addKey(explicitHashKeys, explicitHashKey);
  return true;
}

/** Writes the record. Fields go in the order of their numbers, as every protobuf library does. */
export function close({
  first,
  partitionKeys,
  explicitHashKeys,
  entries,
  bytes,
}: OpenRecord): PackedRecord {
  const { partitionKey, explicitHashKey } = first;
  const sink: Sink = { bytes: new Uint8Array(bytes - Buffer.byteLength(partitionKey)), at: 0 };
  writeBytes(sink, MAGIC);
  for (const key of partitionKeys.keys) writeDelimited(sink, TAG.partitionKeyTable, key);
  for (const key of explicitHashKeys.keys) writeDelimited(sink, TAG.explicitHashKeyTable, key);
  for (const entry of entries) {
    writeVarint(sink, TAG.records);
    writeVarint(sink, entry.bytes);
    writeVarint(sink, TAG.partitionKeyIndex);
    writeVarint(sink, entry.key);
    if (entry.hashKey >= 0) {
      writeVarint(sink, TAG.explicitHashKeyIndex);
      writeVarint(sink, entry.hashKey);
    }
    writeDelimited(sink, TAG.data, entry.data);
  }
  sink.bytes.set(digestOf(sink.bytes), sink.bytes.length - DIGEST_BYTES);
  return { partitionKey, explicitHashKey, data: sink.bytes, count: entries.length };
}

function entryFor(open: OpenRecord, { partitionKey, explicitHashKey, data }: KeyedData): Entry {
  const key = indexIn(open.partitionKeys, partitionKey);
  const hashKey =
    explicitHashKey === undefined ? -1 : indexIn(open.explicitHashKeys, explicitHashKey);
  const bytes =
    1 + varintSize(key) + (hashKey < 0 ? 0 : 1 + varintSize(hashKey)) + delimitedSize(data.length);
  return { data, key, hashKey, bytes };
}

/** The place of a key in its table, or the one it would get. */
const indexIn = ({ indexOf, keys }: KeyTable, key: string): number =>
  indexOf.get(key) ?? keys.length;

const keyGrowth = ({ indexOf }: KeyTable, key: string | undefined): number =>
  key === undefined || indexOf.has(key) ? 0 : delimitedSize(Buffer.byteLength(key));

function addKey({ indexOf, keys }: KeyTable, key: string | undefined): void {
  if (key === undefined || indexOf.has(key)) return;
  indexOf.set(key, keys.length);
  keys.push(encoder.encode(key));
}
