/** An event with the keys that decide its shard, on its way into a packed record. */
export interface KeyedData {
  readonly partitionKey: string;
  /** Decimal integer `0 ≤ key < 2^128` that decides the shard in place of the partition key. */
  readonly explicitHashKey?: string | undefined;
  readonly data: Uint8Array;
}

/** An event that came out of a packed record. */
export interface SubRecord extends KeyedData {
  /** A view of the packed record, not a copy: valid while those bytes are. */
  readonly data: Uint8Array;
  /** Place in its packed record, from 0: the "subsequence number" of the KCL. */
  readonly index: number;
}
