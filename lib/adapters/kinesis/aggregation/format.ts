import { hash } from 'node:crypto';

/**
 * The KPL aggregation format: several events in one Kinesis record.
 *
 * ```text
 * F3 89 9A C2 | AggregatedRecord, protobuf (proto2) | MD5 of the protobuf, 16 bytes
 *
 * AggregatedRecord: 1 repeated string partition_key_table
 *                   2 repeated string explicit_hash_key_table
 *                   3 repeated Record records
 * Record:           1 required uint64 partition_key_index
 *                   2 optional uint64 explicit_hash_key_index
 *                   3 required bytes  data
 *                   4 repeated Tag    tags (never used by the KPL; skipped here)
 * ```
 *
 * Source: https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md
 */
export const MAGIC = [0xf3, 0x89, 0x9a, 0xc2] as const;

export const DIGEST_BYTES = 16;

/** Magic and digest: what a packed record costs before it holds anything. */
export const ENVELOPE_BYTES = MAGIC.length + DIGEST_BYTES;

/** Field number and wire type of every field that is read or written, as they stand on the wire. */
export const TAG = {
  partitionKeyTable: 0x0a,
  explicitHashKeyTable: 0x12,
  records: 0x1a,
  partitionKeyIndex: 0x08,
  explicitHashKeyIndex: 0x10,
  data: 0x1a,
} as const;

/**
 * Whether a record has the outline of a packed one: the magic, then at least one byte, then room
 * for a digest. Cheap enough to ask of every record.
 *
 * `true` is not yet proof: only {@link decodeAggregated} compares the digest. `false` is final.
 */
export function isAggregated(bytes: Uint8Array): boolean {
  return (
    bytes.length > ENVELOPE_BYTES &&
    bytes[0] === MAGIC[0] &&
    bytes[1] === MAGIC[1] &&
    bytes[2] === MAGIC[2] &&
    bytes[3] === MAGIC[3]
  );
}

/** MD5 of the protobuf part of a packed record. */
export function digestOf(packed: Uint8Array): Uint8Array {
  return hash('md5', packed.subarray(MAGIC.length, packed.length - DIGEST_BYTES), 'buffer');
}

/** Whether the last 16 bytes of a packed record are the digest of what precedes them. */
export function digestMatches(packed: Uint8Array): boolean {
  const digest = digestOf(packed);
  const at = packed.length - DIGEST_BYTES;
  for (let i = 0; i < DIGEST_BYTES; i++) {
    if (packed[at + i] !== digest[i]) return false;
  }
  return true;
}
