import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import {
  DEAD_LETTERS_METRIC,
  METRIC_NAMESPACE,
  UNEXPLAINED_METRIC,
} from '../pipeline/metric-names.ts';
import { pascalCase } from '../pipeline/resource-names.ts';
import type { Lane } from './lane.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import type { StageConfig } from './stage-config.ts';

/** When a lane is in trouble. */
export const ALARM_DEFAULTS = {
  /** Age of the oldest record that a lane has not read; its batching window comes on top. */
  behind: Duration.minutes(5),
  /** How long something must be wrong before it is called so: retries are part of normal work. */
  minutesOfTrouble: 5,
} as const;

export interface PipelineAlarmsProps {
  readonly pipeline: string;
  readonly stage: StageConfig;
  readonly lanes: readonly Lane[];
  readonly heartbeat: PipelineFunction;
  /** Absent where there is no batch layer. */
  readonly batch: IStateMachine | undefined;
  /** Absent where nothing is reconciled by itself. */
  readonly reconciler?: PipelineFunction | undefined;
  /** Absent where nothing is compacted by itself. */
  readonly compactor?: PipelineFunction | undefined;
}

const PERIOD = Duration.minutes(1);

interface Watch extends Omit<AlarmProps, 'comparisonOperator'> {
  /** Of the runbook. */
  readonly section: string;
  readonly alarmDescription: string;
}

/** The section of the runbook that a description ends with. */
const runbook = (section: string): string =>
  `. What to do: docs/runbook.md#${section.toLowerCase()}`;

/** Says when records wait, are given up, or are set aside. What to do is in `docs/runbook.md`. */
export class PipelineAlarms extends Construct {
  readonly #topic: SnsAction | undefined;

  constructor(scope: Construct, id: string, props: PipelineAlarmsProps) {
    super(scope, id);
    const { pipeline, stage, lanes, heartbeat, batch, reconciler, compactor } = props;
    const arn = stage.alarmTopicArn;
    this.#topic =
      arn === undefined ? undefined : new SnsAction(Topic.fromTopicArn(this, 'Topic', arn));

    for (const lane of lanes)
      this.watchLane(lane, { service: pipeline, Pipeline: pipeline, Stage: stage.name });
    this.watchFunction('Heartbeat', heartbeat, 'Heartbeat');
    if (batch !== undefined) {
      this.alarm('BatchRunFailed', {
        section: 'BatchRunFailed',
        alarmDescription: 'a batch run has failed: late events are not in the rows yet',
        metric: batch.metricFailed({ period: PERIOD, statistic: Stats.SUM }),
        ...{ threshold: 1, evaluationPeriods: 1 },
      });
    }
    if (compactor !== undefined) this.watchFunction('Compact', compactor, 'Compact');
    if (reconciler === undefined) return;
    this.watchFunction('Reconcile', reconciler, 'Reconcile');
    this.alarm('Unexplained', {
      section: 'Unexplained',
      alarmDescription: 'rows differ from what SQL finds in the lake, and nothing explains it',
      metric: new Metric({
        namespace: METRIC_NAMESPACE,
        metricName: UNEXPLAINED_METRIC,
        dimensionsMap: { service: pipeline, Pipeline: pipeline, Stage: stage.name },
        statistic: Stats.MAXIMUM,
        period: PERIOD,
      }),
      ...{ threshold: 1, evaluationPeriods: 1 },
    });
  }

  private watchLane({ lane, reader, mappingId }: Lane, dimensions: Record<string, string>): void {
    const { name, batchingWindowSeconds } = lane;
    const id = pascalCase(name);
    const once = { threshold: 1, evaluationPeriods: 1 };
    this.watchFunction(id, reader, '');
    this.alarm(`${id}Behind`, {
      section: 'Behind',
      alarmDescription: `${name}: its oldest unread record is too old, or it reads nothing at all`,
      metric: reader.function.metric('IteratorAge', { statistic: Stats.MAXIMUM, period: PERIOD }),
      threshold: ALARM_DEFAULTS.behind.toMilliseconds() + batchingWindowSeconds * 1_000,
      evaluationPeriods: ALARM_DEFAULTS.minutesOfTrouble,
      treatMissingData: TreatMissingData.BREACHING, // heartbeats come every minute: silence is a fault
    });
    this.alarm(`${id}GivenUp`, {
      section: 'GivenUp',
      alarmDescription: `${name}: Lambda has given up records; they are in the lake, under aws/lambda/`,
      metric: new Metric({
        namespace: 'AWS/Lambda',
        metricName: 'OnFailureDestinationDeliveredEventCount',
        dimensionsMap: { EventSourceMappingUUID: mappingId },
        statistic: Stats.SUM,
        period: PERIOD,
      }),
      ...once,
    });
    this.alarm(`${id}Lost`, {
      section: 'Lost',
      alarmDescription: `${name}: Lambda has given up records and could not keep them`,
      metric: reader.function.metric('DestinationDeliveryFailures', {
        statistic: Stats.SUM,
        period: PERIOD,
      }),
      ...once,
    });
    this.alarm(`${id}DeadLetters`, {
      section: 'DeadLetters',
      alarmDescription: `${name}: records cannot be read or handled; they are under dead-letters/`,
      metric: new Metric({
        namespace: METRIC_NAMESPACE,
        metricName: DEAD_LETTERS_METRIC,
        dimensionsMap: { ...dimensions, Lane: name },
        statistic: Stats.SUM,
        period: PERIOD,
      }),
      ...once,
    });
  }

  /** @param prefix - Of its sections: a lane's trouble is another one than the heartbeat's. */
  private watchFunction(
    id: string,
    { function: watched }: PipelineFunction,
    prefix: '' | 'Heartbeat' | 'Reconcile' | 'Compact',
  ): void {
    const trouble = {
      threshold: 1,
      evaluationPeriods: ALARM_DEFAULTS.minutesOfTrouble,
      datapointsToAlarm: Math.ceil(ALARM_DEFAULTS.minutesOfTrouble / 2),
    };
    this.alarm(`${id}Errors`, {
      section: `${prefix}Errors`,
      alarmDescription: `${id}: invocations fail again and again; its log says why`,
      metric: watched.metricErrors({ period: PERIOD }),
      ...trouble,
    });
    this.alarm(`${id}Throttles`, {
      section: `${prefix}Throttles`,
      alarmDescription: `${id}: the account has no concurrency left for it`,
      metric: watched.metricThrottles({ period: PERIOD }),
      ...trouble,
    });
  }

  private alarm(id: string, { section, alarmDescription, ...props }: Watch): void {
    const alarm = new Alarm(this, id, {
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: alarmDescription + runbook(section),
      ...props,
    });
    if (this.#topic === undefined) return;
    alarm.addAlarmAction(this.#topic);
    alarm.addOkAction(this.#topic);
  }
}
