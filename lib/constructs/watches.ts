import {
  type AlarmProps,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Duration } from 'aws-cdk-lib/core';
import { METRIC_NAMESPACE, UNEXPLAINED_METRIC } from '../pipeline/deployed/metric-names.ts';
import { pascalCase } from '../pipeline/deployed/resource-names.ts';
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

export const MINUTE = Duration.minutes(1);

/** Once is too often. */
export const once = { threshold: 1, evaluationPeriods: 1 } as const;

/** Retries are part of normal work: what happens in two of three such spans lasts. */
export const SPAN = Duration.minutes(5);
export const lasting = { threshold: 1, evaluationPeriods: 3, datapointsToAlarm: 2 } as const;

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
