import type { CostedStage } from '../../../lib/pipeline/cost/costed-stage.ts';

/** A small stage without anything that is optional, but for what is changed. */
export const aCostedStage = (changes: Partial<CostedStage> = {}): CostedStage => ({
  sourceShards: 1,
  exchangeShards: 1,
  retentionHours: 24,
  dedicatedReaders: false,
  ownKey: false,
  tracing: false,
  alarms: false,
  reconciles: false,
  compacts: false,
  pointInTimeRecovery: false,
  batchSize: 10_000,
  maxBatchingWindowSeconds: 300,
  memoryMegabytes: { speed: 1_769, exchange: 1_769, archive: 1_024, heartbeat: 256 },
  ...changes,
});
