import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Duration, RemovalPolicy } from 'aws-cdk-lib/core';

/** How much a stream can take: shards of 1 MB/s each that cost per hour, or whatever comes. */
export type Capacity =
  | {
      /** So many shards. */
      readonly mode: 'provisioned';
      /** 1 to 10,000. */
      readonly shards: number;
    }
  | {
      /** As many shards as Kinesis finds that it needs. */
      readonly mode: 'on-demand';
    };

/** Size of a function. Lambda gives one whole core at 1,769 MB. */
export interface FunctionSize {
  /** Memory; processor and price go with it. */
  readonly memoryMegabytes: number;
  /** After which an invocation is ended, and its batch given again. */
  readonly timeout: Duration;
}

/** When the batch layer runs by itself, and how far back it looks. */
export interface DailyBatch {
  /** Hour of the day, UTC; 0 to 23. */
  readonly hour: number;
  /** Whole days before it: what has become final in them is computed, however long its windows are; 1 to 31. */
  readonly days: number;
}

/** Everything in which the stages of one pipeline differ. */
export interface StageConfig {
  /** Part of the names of stacks and streams. */
  readonly name: string;
  /** Of each stream that is declared. */
  readonly sourceCapacity: Capacity;
  /** Of the pipeline's own stream, if it needs one. */
  readonly exchangeCapacity: Capacity;
  /** How far back a stream can be read again; 1 to 365 days. */
  readonly streamRetention: Duration;
  /**
   * Age at which a batch that keeps failing is put aside, with its payload.
   *
   * Until then its shard stands still. Shorter than `streamRetention`, at most 7 days: what has left
   * the stream can no longer be put aside.
   */
  readonly maxRecordAge: Duration;
  /** Most records per invocation; 1 to 10,000. Lambda's limit of 6 MB usually comes first. */
  readonly batchSize: number;
  /** Limits the batching windows of the plan; at most 5 minutes. */
  readonly maxBatchingWindow: Duration;
  /**
   * Gives lanes without a batching window an own pipe of 2 MB/s per shard (enhanced fan-out).
   *
   * Other lanes share one such pipe, and are served five times a second together.
   */
  readonly dedicatedReaders: boolean;
  /** Size of each function. */
  readonly functions: Readonly<
    Record<
      | 'speed'
      | 'exchange'
      | 'archive'
      | 'heartbeat'
      | 'batch-plan'
      | 'batch-map'
      | 'batch-reduce'
      | 'reconcile'
      | 'compact',
      FunctionSize
    >
  >;
  /**
   * Who writes what comes in into the lake.
   *
   * `lane`: our own function, as a chain that lacks nothing and holds nothing twice; the batch layer,
   * reconciliation and redriving from the lake need it. `firehose`, `channel`: a service of AWS, each record at
   * least once and without its place in the stream, so none of those is deployed (ADR 0063).
   */
  readonly archive: 'lane' | 'firehose' | 'channel';
  /** Tasks of a batch run that are under way at once; each is a function of its own. */
  readonly batchConcurrency: number;
  /** Kind of the execution that each task is; express ones cost less and end after five minutes. */
  readonly batchTasks: 'express' | 'standard';
  /** Makes few large objects of the many small ones of the archive lanes, every hour. */
  readonly compaction: boolean;
  /**
   * Computes the windows of whole days again, every day, and then compares them with SQL over the lake
   * if that has tables; without it both happen on demand only.
   */
  readonly dailyBatch?: DailyBatch;
  /** `own-key`: a KMS key per deployment. `default`: whatever AWS encrypts with by itself. */
  readonly encryption: 'own-key' | 'default';
  /** Whether tables can be restored as of any second of the last 35 days. */
  readonly pointInTimeRecovery: boolean;
  /** Refuses to delete stacks and tables until it is switched off. */
  readonly deletionProtection: boolean;
  /** Keeps overwritten and deleted objects of the lake for a month. */
  readonly keepLakeVersions: boolean;
  /** Writes who read which object of the lake into a bucket of its own. */
  readonly accessLogs: boolean;
  /** Makes the lake tables of a Glue database, with a work group of Athena for their queries. */
  readonly lakeTables: boolean;
  /** What becomes of streams, tables, bucket and key when their stack is destroyed. */
  readonly onDestroy: RemovalPolicy;
  /** How long logs of functions are kept. */
  readonly logRetention: RetentionDays;
  /** Whether X-Ray traces invocations. */
  readonly tracing: boolean;
  /** Whether alarms are made. */
  readonly alarms: boolean;
  /** ARN of an SNS topic that alarms notify; without one they only change their state. */
  readonly alarmTopicArn?: string;
}
