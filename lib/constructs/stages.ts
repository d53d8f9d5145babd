import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { LONGEST_BATCHING_SECONDS } from '../pipeline/deployed/batching-windows.ts';
import type { StageConfig } from './stage-config.ts';

const FUNCTIONS = {
  speed: { memoryMegabytes: 1_769, timeout: Duration.minutes(1) },
  exchange: { memoryMegabytes: 1_769, timeout: Duration.minutes(1) },
  archive: { memoryMegabytes: 1_024, timeout: Duration.minutes(2) },
  heartbeat: { memoryMegabytes: 256, timeout: Duration.seconds(30) },
  'batch-plan': { memoryMegabytes: 1_024, timeout: Duration.minutes(15) },
  // tasks are steps of express executions, which end after five minutes
  'batch-map': { memoryMegabytes: 1_769, timeout: Duration.minutes(4) },
  'batch-reduce': { memoryMegabytes: 1_769, timeout: Duration.minutes(4) },
  reconcile: { memoryMegabytes: 2_048, timeout: Duration.minutes(15) },
  compact: { memoryMegabytes: 3_008, timeout: Duration.minutes(15) },
} as const;

/** For one developer or a team: cheap while nothing flows, and gone without a trace when destroyed. */
const dev: StageConfig = {
  name: 'dev',
  sourceCapacity: { mode: 'provisioned', shards: 1 },
  exchangeCapacity: { mode: 'provisioned', shards: 1 },
  streamRetention: Duration.hours(24),
  maxRecordAge: Duration.hours(18),
  batchSize: 10_000,
  maxBatchingWindow: Duration.seconds(LONGEST_BATCHING_SECONDS.dev),
  dedicatedReaders: false,
  functions: FUNCTIONS,
  archive: 'lane',
  batchConcurrency: 20,
  batchTasks: 'express',
  compaction: true,
  dailyBatch: { hour: 3, days: 2 },
  encryption: 'own-key',
  pointInTimeRecovery: true,
  deletionProtection: false,
  keepLakeVersions: false,
  accessLogs: true,
  lakeTables: true,
  onDestroy: RemovalPolicy.DESTROY,
  logRetention: RetentionDays.TWO_WEEKS,
  tracing: true,
  alarms: true,
};

/** For data that matters: nothing stateful is deleted with its stack, and a week can be read again. */
const prod: StageConfig = {
  ...dev,
  name: 'prod',
  maxBatchingWindow: Duration.seconds(LONGEST_BATCHING_SECONDS.prod),
  sourceCapacity: { mode: 'provisioned', shards: 4 },
  exchangeCapacity: { mode: 'provisioned', shards: 2 },
  streamRetention: Duration.days(7),
  maxRecordAge: Duration.days(5),
  dedicatedReaders: true,
  batchConcurrency: 200,
  deletionProtection: true,
  keepLakeVersions: true,
  onDestroy: RemovalPolicy.RETAIN,
  logRetention: RetentionDays.THREE_MONTHS,
};

const { dailyBatch: _, ...onDemand } = dev;

/** For the local cloud: without what an emulator lacks or only pretends to have. */
const local: StageConfig = {
  ...onDemand,
  name: 'local',
  sourceCapacity: { mode: 'provisioned', shards: 2 },
  exchangeCapacity: { mode: 'provisioned', shards: 2 },
  maxBatchingWindow: Duration.seconds(LONGEST_BATCHING_SECONDS.local),
  functions: {
    // all functions and all services share the cores of one machine
    speed: { memoryMegabytes: 512, timeout: Duration.minutes(3) },
    exchange: { memoryMegabytes: 512, timeout: Duration.minutes(3) },
    archive: { memoryMegabytes: 512, timeout: Duration.minutes(3) },
    heartbeat: { memoryMegabytes: 256, timeout: Duration.seconds(30) },
    'batch-plan': { memoryMegabytes: 512, timeout: Duration.minutes(6) },
    'batch-map': { memoryMegabytes: 1_024, timeout: Duration.minutes(4) },
    'batch-reduce': { memoryMegabytes: 1_024, timeout: Duration.minutes(4) },
    reconcile: FUNCTIONS.reconcile,
    compact: FUNCTIONS.compact,
  },
  batchConcurrency: 2,
  batchTasks: 'standard',
  compaction: false,
  encryption: 'default',
  pointInTimeRecovery: false,
  accessLogs: false,
  lakeTables: false,
  logRetention: RetentionDays.ONE_DAY,
  tracing: false,
  alarms: false,
};

/** Every stage that can be deployed, by name. */
export const STAGES: Readonly<Record<string, StageConfig>> = { dev, prod, local };

/** Stage that is meant if none is named. */
export const DEFAULT_STAGE = 'dev';
