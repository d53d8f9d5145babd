/** What of a stage costs money. */
export interface CostedStage {
  /** Shards of each declared stream, at least. */
  readonly sourceShards: number;
  readonly exchangeShards: number;
  readonly retentionHours: number;
  readonly dedicatedReaders: boolean;
  readonly ownKey: boolean;
  readonly tracing: boolean;
  readonly alarms: boolean;
  /** Whether rows are compared with SQL over the lake every day. */
  readonly reconciles: boolean;
  readonly compacts: boolean;
  readonly pointInTimeRecovery: boolean;
  readonly batchSize: number;
  readonly maxBatchingWindowSeconds: number;
  readonly memoryMegabytes: Readonly<
    Record<'speed' | 'exchange' | 'archive' | 'heartbeat', number>
  >;
}
