import {
  type IMetric,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import { LANE_METRICS, METRIC_NAMESPACE } from '../pipeline/deployed/metric-names.ts';
import { pascalCase } from '../pipeline/deployed/resource-names.ts';
import type { Lane } from './lane.ts';
import {
  ALARM_DEFAULTS,
  type Dimensions,
  functionWatches,
  lasting,
  MINUTE,
  once,
  SPAN,
  type Watch,
} from './watches.ts';

/** What the lanes of a deployment have in common. */
export interface WatchedStage {
  readonly about: Dimensions;
  /** Limits those of the plan. */
  readonly maxBatchingWindow: Duration;
}

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
  const foreign: Watch = {
    id: `${id}Foreign`,
    section: 'Foreign',
    alarmDescription: `${name}: somebody else puts records into its stream; they are passed over`,
    metric: own(LANE_METRICS.foreign, MINUTE),
    ...once,
  };
  return [
    ...watches,
    ...(kind === 'exchange' ? [foreign] : []),
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
