import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { EXCHANGE_STREAM } from '../pipeline/deployed/resource-names.ts';
import type { Lane } from './lane.ts';
import { laneWatches } from './lane-watches.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import type { PipelineResources } from './resources.ts';
import type { StageConfig } from './stage-config.ts';
import {
  batchWatch,
  functionWatches,
  scheduledWatches,
  streamWatches,
  unexplainedWatch,
  type Watch,
} from './watches.ts';

export interface PipelineAlarmsProps {
  readonly pipeline: string;
  readonly stage: StageConfig;
  readonly lanes: readonly Lane[];
  readonly streams: Pick<PipelineResources, 'streams' | 'exchange'>;
  readonly heartbeat: PipelineFunction;
  /** Absent where there is no batch layer. */
  readonly batch: IStateMachine | undefined;
  /** Absent where nothing is reconciled by itself. */
  readonly reconciler?: PipelineFunction | undefined;
  /** Absent where nothing is compacted by itself. */
  readonly compactor?: PipelineFunction | undefined;
}

/** The section of the runbook that a description ends with. */
const runbook = (section: string): string =>
  `. What to do: docs/runbook.md#${section.toLowerCase()}`;

/** Says when records wait, are refused, given up, or set aside. What to do is in `docs/runbook.md`. */
export class PipelineAlarms extends Construct {
  constructor(scope: Construct, id: string, props: PipelineAlarmsProps) {
    super(scope, id);
    const arn = props.stage.alarmTopicArn;
    const topic =
      arn === undefined ? undefined : new SnsAction(Topic.fromTopicArn(this, 'Topic', arn));
    for (const watch of watchesOf(props)) this.alarm(watch, topic);
  }

  private alarm(
    { id, section, alarmDescription, ...props }: Watch,
    topic: SnsAction | undefined,
  ): void {
    const alarm = new Alarm(this, id, {
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: alarmDescription + runbook(section),
      ...props,
    });
    if (topic === undefined) return;
    alarm.addAlarmAction(topic);
    alarm.addOkAction(topic);
  }
}

function watchesOf(props: PipelineAlarmsProps): Watch[] {
  const { pipeline, stage, lanes, heartbeat, batch, reconciler, compactor } = props;
  const { maxBatchingWindow } = stage;
  const { streams, exchange } = props.streams;
  const about = { service: pipeline, Pipeline: pipeline, Stage: stage.name };
  const all: (readonly [string, IStream])[] = [...streams];
  if (exchange !== undefined) all.push([EXCHANGE_STREAM, exchange]);
  return [
    ...lanes.flatMap((lane) => laneWatches(lane, { about, maxBatchingWindow })),
    ...all.flatMap(([name, stream]) => streamWatches(name, stream)),
    ...functionWatches('Heartbeat', heartbeat, 'Heartbeat'),
    ...(batch === undefined ? [] : [batchWatch(batch)]),
    ...(compactor === undefined ? [] : scheduledWatches('Compact', compactor)),
    ...(reconciler === undefined ? [] : scheduledWatches('Reconcile', reconciler)),
    ...(reconciler === undefined ? [] : [unexplainedWatch(about)]),
  ];
}
