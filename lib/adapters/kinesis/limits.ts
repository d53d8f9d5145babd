const KIB = 1_024;
const MIB = 1_024 * KIB;

/**
 * Limits of Kinesis Data Streams that a producer or a consumer must know, as of November 2026.
 *
 * Units: bytes, unless the name says otherwise. A record's size is its data, before base64, plus its
 * partition key in UTF-8; the explicit hash key does not count.
 *
 * Source: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html,
 * …/API_PutRecordsRequestEntry.html, …/API_UpdateMaxRecordSize.html and
 * https://docs.aws.amazon.com/streams/latest/dev/large-records.html.
 */
export const KINESIS_LIMITS = {
  /** Largest record of a stream on which nobody called `UpdateMaxRecordSize`: 1 MiB. */
  recordBytes: MIB,

  /** Largest record a stream can be set to accept since 2025, in steps of 1 KiB: 10 MiB. */
  recordBytesCeiling: 10 * MIB,

  /** Records in one `PutRecords` call. */
  putRecordsEntries: 500,

  /** All records of one `PutRecords` call, partition keys included: 10 MiB since 2025. */
  putRecordsBytes: 10 * MIB,

  /** What `PutRecords` took before, and what older emulators still enforce: 5 MiB; safe anywhere. */
  putRecordsBytesAnywhere: 5 * MIB,

  /** Shortest and longest partition key, in UTF-16 code units (AWS says "Unicode characters"). */
  partitionKeyChars: { min: 1, max: 256 },

  /** Hash keys are the integers `0 ≤ key < 2^128`: MD5 of a partition key, or an explicit one. */
  hashKeys: 2n ** 128n,

  /** Records a shard accepts per second. */
  shardRecordsPerSecond: 1_000,

  /** Bytes a shard accepts per second. */
  shardBytesPerSecond: MIB,

  /**
   * What provisioned streams are billed in; each record is rounded up to whole units.
   *
   * AWS writes 25 KB and does not say which KB. The smaller reading is safe: k units of 25,000 bytes
   * fill at most k units of 25,600.
   *
   * Source: https://aws.amazon.com/kinesis/data-streams/pricing/, PUT Payload Unit.
   */
  payloadUnitBytes: 25_000,
} as const;
