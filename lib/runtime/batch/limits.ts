/** What bounds the memory of a task. */
export const BATCH_LIMITS = {
  /** Payloads that one map task reads; a single object may hold more. */
  rowsPerItem: 500_000,
  /** Of objects as they are stored, which is compressed; a single object may be larger. */
  bytesPerItem: 64 * 1_024 * 1_024,
  /** Rows that a map task combines before it writes them, per view. */
  rowsPerPart: 50_000,
  /** Rows that a reduce task holds at a time; of a bucket with more, one part of the keys after another. */
  rowsPerReduce: 200_000,
  /** Live rows that are read at a time. */
  rowsPerRead: 1_000,
} as const;

export type BatchLimits = { readonly [K in keyof typeof BATCH_LIMITS]: number };
