/** How many shards a stream has, as somebody sees who wants to change it. */
export interface ShardCountNow {
  /** Shards that take records. */
  readonly open: number;
  /** Whether no change is under way. */
  readonly isSettled: boolean;
  /** Whether Kinesis decides the number by itself. */
  readonly isOnDemand: boolean;
}

/**
 * The number of shards of one stream.
 *
 * Contract: `change` begins a change to a number from half of the open shards to twice as many; shards
 * are split and merged, and no record is lost or moved.
 */
export interface ShardCount {
  read(): Promise<ShardCountNow>;
  change(to: number): Promise<void>;
}
