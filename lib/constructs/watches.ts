import {
  type AlarmProps,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Duration } from 'aws-cdk-lib/core';
import { LANE_METRICS, METRIC_NAMESPACE, UNEXPLAINED_METRIC } from '../pipeline/metric-names.ts';
import { pascalCase } from '../pipeline/resource-names.ts';
import type { Lane } from './lane.ts';
import type { PipelineFunction } from './pipeline-function.ts';

/** When something is in trouble. */
export const ALARM_DEFAULTS = {
  /** Age of the oldest record that a lane has not read; its batching window comes on top. */
  behind: Duration.minutes(5),
  /** How long nothing may be heard of a lane; its batching window comes on top. */
  silent: Duration.minutes(5),
  /** Share of a lane's events that come too late, in percent, and of how many at least. */
  lateShare: { percent: 10, ofAtLeast: 100 },
  /** Calls by the clock that fail in a row: a call, and twice again by Lambda itself. */
  attempts: 3,
} as const;

/** A condition, and what people are told of it. */
export interface Watch extends Omit<AlarmProps, 'comparisonOperator'> {
  readonly id: string;
  /** Of the runbook. */
  readonly section: string;
  readonly alarmDescription: string;
}

/** What all metrics of our own are about. */
export type Dimensions = Readonly<Record<'service' | 'Pipeline' | 'Stage', string>>;

/** What the lanes of a deployment have in common. */
export interface WatchedStage {
  readonly about: Dimensions;
  /** Limits those of the plan. */
  readonly maxBatchingWindow: Duration;
}

const MINUTE = Duration.minutes(1);

const once = { threshold: 1, evaluationPeriods: 1 } as const;

/** Retries are part of normal work: what happens in two of three such spans lasts. */
const SPAN = Duration.minutes(5);
const lasting = { threshold: 1, evaluationPeriods: 3, datapointsToAlarm: 2 } as const;

/** What can be wrong with a lane. */
export function laneWatches(
  { lane, reader, mappingId }: Lane,
  { about, maxBatchingWindow }: WatchedStage,
): Watch[] {
  const { name, kind, batchingWindowSeconds } = lane;
  const id = pascalCase(name);
  const window = Duration.seconds(Math.min(batchingWindowSeconds, maxBatchingWindow.toSeconds()));
  const dimensionsMap = { ...about, Lane: name };
  const own = (metricName: string, period: Duration): IMetric =>
    new Metric({
      ...{ namespace: METRIC_NAMESPACE, metricName, dimensionsMap },
      ...{ statistic: Stats.SUM, period },
    });
  const watches: Watch[] = [
    {
      id: `${id}Behind`,
      section: 'Behind',
      alarmDescription: `${name}: its oldest unread record is too old, or it reads nothing at all`,
      metric: reader.function.metric('IteratorAge', { statistic: Stats.MAXIMUM, period: MINUTE }),
      threshold: ALARM_DEFAULTS.behind.plus(window).toMilliseconds(),
      evaluationPeriods: Math.ceil(
        ALARM_DEFAULTS.silent.plus(window).toMinutes({ integral: false }),
      ),
      treatMissingData: TreatMissingData.BREACHING, // heartbeats come every minute: silence is a fault
    },
    {
      id: `${id}Failing`,
      section: 'Failing',
      alarmDescription: `${name}: batches fail again and again; its log says why`,
      metric: own(LANE_METRICS.failed, SPAN),
      ...lasting,
    },
    {
      id: `${id}Unfinished`,
      section: 'Unfinished',
      alarmDescription: `${name}: its function has too little time for its batches`,
      metric: own(LANE_METRICS.unfinished, SPAN),
      ...lasting,
    },
    ...functionWatches(id, reader),
    {
      id: `${id}GivenUp`,
      section: 'GivenUp',
      alarmDescription: `${name}: Lambda has given up records; they are in the lake, under aws/lambda/`,
      metric: new Metric({
        namespace: 'AWS/Lambda',
        metricName: 'OnFailureDestinationDeliveredEventCount',
        dimensionsMap: { EventSourceMappingUUID: mappingId },
        ...{ statistic: Stats.SUM, period: MINUTE },
      }),
      ...once,
    },
    {
      id: `${id}Lost`,
      section: 'Lost',
      alarmDescription: `${name}: Lambda has given up records and could not keep them`,
      metric: reader.function.metric('DestinationDeliveryFailures', {
        ...{ statistic: Stats.SUM, period: MINUTE },
      }),
      ...once,
    },
  ];
  if (kind === 'archive') return watches; // it keeps what it cannot read, and no time is too late
  const { percent, ofAtLeast } = ALARM_DEFAULTS.lateShare;
  const kept = kind === 'speed' ? 'dead-letters/' : 'late/';
  return [
    ...watches,
    {
      id: `${id}DeadLetters`,
      section: 'DeadLetters',
      alarmDescription: `${name}: records cannot be read or handled; they are under ${kept}`,
      metric: own(LANE_METRICS.deadLetters, MINUTE),
      ...once,
    },
    {
      id: `${id}LateShare`,
      section: 'LateShare',
      alarmDescription: `${name}: ${percent} % of the events and more come too late for their windows`,
      metric: new MathExpression({
        expression: `IF(accepted >= ${ofAtLeast}, 100 * late / accepted, 0)`,
        usingMetrics: {
          accepted: own(LANE_METRICS.accepted, SPAN),
          late: own(LANE_METRICS.late, SPAN),
        },
        period: SPAN,
      }),
      ...{ ...lasting, threshold: percent },
    },
  ];
}

/** What can be wrong with a function that is called all the time: by a stream, or every minute. */
export function functionWatches(
  id: string,
  { function: watched }: PipelineFunction,
  prefix: '' | 'Heartbeat' = '',
): Watch[] {
  return [
    {
      id: `${id}Errors`,
      section: `${prefix}Errors`,
      alarmDescription: `${id}: invocations end with an error or run out of time or memory; its log says why`,
      metric: watched.metricErrors({ period: SPAN }),
      ...lasting,
    },
    {
      id: `${id}Throttles`,
      section: `${prefix}Throttles`,
      alarmDescription: `${id}: the account has no concurrency left for it`,
      metric: watched.metricThrottles({ period: SPAN }),
      ...lasting,
    },
  ];
}

/** What can be wrong with a function that is called once an hour or less, and tried again by Lambda. */
export function scheduledWatches(
  id: 'Reconcile' | 'Compact',
  { function: watched }: PipelineFunction,
): Watch[] {
  const period = Duration.hours(1); // it may run for a quarter of one, and is tried three times
  const allAttempts = { threshold: ALARM_DEFAULTS.attempts, evaluationPeriods: 1 };
  return [
    {
      id: `${id}Errors`,
      section: `${id}Errors`,
      alarmDescription: `${id}: it fails however often it is tried; its log says why`,
      metric: watched.metricErrors({ period }),
      ...allAttempts,
    },
    {
      id: `${id}Throttles`,
      section: `${id}Throttles`,
      alarmDescription: `${id}: the account has no concurrency left for it`,
      metric: watched.metricThrottles({ period }),
      ...allAttempts,
    },
  ];
}

/** What can be wrong with a stream: more is put into it, or read from it, than its shards take. */
export function streamWatches(name: string, { streamName }: IStream): Watch[] {
  const id = pascalCase(name);
  const refused = (metricName: string): IMetric =>
    new Metric({
      ...{ namespace: 'AWS/Kinesis', metricName, dimensionsMap: { StreamName: streamName } },
      ...{ statistic: Stats.SUM, period: SPAN },
    });
  return [
    {
      id: `${id}StreamPutsRefused`,
      section: 'PutsRefused',
      alarmDescription: `${name}: records are refused, as more is put than its shards take`,
      metric: refused('WriteProvisionedThroughputExceeded'),
      ...lasting,
    },
    {
      id: `${id}StreamReadsRefused`,
      section: 'ReadsRefused',
      alarmDescription: `${name}: reads are refused, as too many read from its shards`,
      metric: refused('ReadProvisionedThroughputExceeded'),
      ...lasting,
    },
  ];
}

/** Executions that fail, and those that are ended after a day. */
export const batchWatch = (machine: IStateMachine): Watch => ({
  id: 'BatchRunFailed',
  section: 'BatchRunFailed',
  alarmDescription: 'a batch run has failed: late events are not in the rows yet',
  metric: new MathExpression({
    expression: 'failed + outOfTime',
    usingMetrics: {
      failed: machine.metricFailed({ period: MINUTE, statistic: Stats.SUM }),
      outOfTime: machine.metricTimedOut({ period: MINUTE, statistic: Stats.SUM }),
    },
    period: MINUTE,
  }),
  ...once,
});

/** Rows that nobody can explain. */
export const unexplainedWatch = (dimensionsMap: Dimensions): Watch => ({
  id: 'Unexplained',
  section: 'Unexplained',
  alarmDescription: 'rows differ from what SQL finds in the lake, and nothing explains it',
  metric: new Metric({
    ...{ namespace: METRIC_NAMESPACE, metricName: UNEXPLAINED_METRIC, dimensionsMap },
    ...{ statistic: Stats.MAXIMUM, period: MINUTE },
  }),
  ...once,
});
