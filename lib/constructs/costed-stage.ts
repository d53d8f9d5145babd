import type { CostedStage } from '../pipeline/cost/costed-stage.ts';
import type { Capacity, StageConfig } from './stage-config.ts';

/** Shards that a stream on demand begins with; it is priced as if they were provisioned. */
const ON_DEMAND_SHARDS = 4;

const shardsOf = (capacity: Capacity): number =>
  capacity.mode === 'on-demand' ? ON_DEMAND_SHARDS : capacity.shards;

/** What of a stage costs money. */
export function costedStage(stage: StageConfig): CostedStage {
  const { sourceCapacity, exchangeCapacity, functions } = stage;
  return {
    sourceShards: shardsOf(sourceCapacity),
    exchangeShards: shardsOf(exchangeCapacity),
    retentionHours: stage.streamRetention.toHours(),
    dedicatedReaders: stage.dedicatedReaders,
    ownKey: stage.encryption === 'own-key',
    tracing: stage.tracing,
    alarms: stage.alarms,
    compacts: stage.archive === 'lane' && stage.compaction,
    reconciles: stage.archive === 'lane' && stage.lakeTables && stage.dailyBatch !== undefined,
    pointInTimeRecovery: stage.pointInTimeRecovery,
    batchSize: stage.batchSize,
    maxBatchingWindowSeconds: stage.maxBatchingWindow.toSeconds(),
    memoryMegabytes: {
      speed: functions.speed.memoryMegabytes,
      exchange: functions.exchange.memoryMegabytes,
      archive: functions.archive.memoryMegabytes,
      heartbeat: functions.heartbeat.memoryMegabytes,
    },
  };
}
