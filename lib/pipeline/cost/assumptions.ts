/** Limits of the services that decide how many of something are needed. */
export const LIMITS = {
  /** What a shard takes, in bytes and in records a second. */
  shardBytes: 1_000_000,
  shardRecords: 1_000,
  /** What all readers without a pipe of their own share per shard, in bytes a second. */
  sharedReadBytes: 2_000_000,
  /** Largest payload of an invocation, in bytes. */
  payloadBytes: 6_000_000,
  /** Seconds between two polls of a shard, if no batching window is longer. */
  pollSeconds: 1,
  /** Seconds between two batches of a shard that are pushed to a reader with its own pipe. */
  pushSeconds: 0.2,
  heartbeatSeconds: 60,
} as const;

/**
 * What cannot be read off a plan.
 *
 * Sizes after compression, where something is stored compressed. None of it was measured in an
 * account; what was measured elsewhere says where.
 */
export const ASSUMPTIONS = {
  /** JSON that one core decodes, validates and aggregates a second: 300,000 events of 240 bytes. */
  decodedBytesPerCoreSecond: 72_000_000,
  /** JSON that one core turns into Parquet a second. */
  archivedBytesPerCoreSecond: 40_000_000,
  /** Bytes of Parquet per byte of JSON. */
  archivedShare: 0.25,
  /** Waiting per invocation of a speed or exchange lane: head, rows, commit, apply; four round trips. */
  laneWaitSeconds: 0.03,
  /** Waiting per invocation of an archive lane: one object. */
  archiveWaitSeconds: 0.06,
  /** A whole core in Lambda, in megabytes of memory. */
  coreMegabytes: 1_769,
  /** Added to each record of a payload by Kinesis and by base64. */
  recordOverheadBytes: 300,
  payloadBytesPerByte: 4 / 3,
  /** A row with its accumulators, as stored. */
  rowBytes: 1_000,
  /** In the table, and whole in its index by window. */
  copiesOfRow: 2,
  /** What a session, a join or a pattern keeps of one key. */
  keyStateBytes: 2_000,
  /** Timers that move when a state changes: one that is due too early stays. */
  timersPerState: 0.5,
  /** Rows of closed windows for each event that went into them, as the next step reads them. */
  rowsPerEvent: 0.1,
  /** Matches and alerts for each event or row that is looked at. */
  foundPerEvent: 0.01,
  /** A record, as stored; the index has it only if its key is not that of its events. */
  recordBytes: 1_000,
  /** What a row, a delta, an id and the position of a shard add to a head or a message. */
  loggedRowBytes: 120,
  deltaBytes: 80,
  sentEventBytes: 200,
  idBytes: 20,
  shardPositionBytes: 25,
  headBytes: 600,
  messageBytes: 250,
  /** Start, end, report, and one line of metrics. */
  logBytesPerInvocation: 1_000,
  metricsPerLane: 5,
  /** What a dead letter says beside its payload. */
  letterBytes: 500,
  /** X-Ray: the first invocation of each second, and this share of the others. */
  tracedShare: 0.05,
  /** Kinesis asks for a data key about every five minutes, per shard and reader or writer. */
  keyRequestsPerHour: 12,
} as const;
