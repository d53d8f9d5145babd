import { beforeAll, describe, expect, test } from '@jest/globals';
import { METRIC, METRICS_NAMESPACE } from '../../lib/adapters/metrics.ts';
import { stageNamed } from '../../lib/constructs/check-stage.ts';
import { onlyResource, type Synthesised, synthesise } from '../support/synthesis.ts';

const ALARM = 'AWS::CloudWatch::Alarm';
const LANES = ['SalesSpeed', 'Exchange', 'SalesArchive'];

describe('PipelineAlarms', () => {
  let dev: Synthesised;

  beforeAll(() => {
    dev = synthesise('dev');
  });

  test.each(LANES)('watch lane %s for delay, errors, throttles and what it sets aside', (lane) => {
    const names = Object.keys(dev.compute.findResources(ALARM))
      .map((id) => id.replace(/^Alarms|[0-9A-F]{8}$/g, ''))
      .filter((id) => id.startsWith(lane));

    expect(names.sort()).toEqual(
      ['Behind', 'DeadLetters', 'Errors', 'GivenUp', 'Lost', 'Throttles'].map((id) => lane + id),
    );
  });

  test('take silence for a fault, since heartbeats come every minute', () => {
    expect(onlyResource(dev.compute, ALARM, /SalesSpeedBehind/)).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName: 'IteratorAge',
      Statistic: 'Maximum',
      TreatMissingData: 'breaching',
    });
  });

  test('give a lane its batching window on top of the delay that is allowed', () => {
    const threshold = (id: RegExp) => onlyResource(dev.compute, ALARM, id)['Threshold'];

    expect(threshold(/SalesSpeedBehind/)).toBe(302_000);
    expect(threshold(/SalesArchiveBehind/)).toBe(360_000);
  });

  test('wait for trouble to last, since retries are part of normal work', () => {
    expect(onlyResource(dev.compute, ALARM, /ExchangeErrors/)).toMatchObject({
      EvaluationPeriods: 5,
      DatapointsToAlarm: 3,
      TreatMissingData: 'notBreaching',
    });
  });

  test('tell of the first batch that is given up', () => {
    expect(onlyResource(dev.compute, ALARM, /SalesArchiveGivenUp/)).toMatchObject({
      MetricName: 'OnFailureDestinationDeliveredEventCount',
      Dimensions: [
        { Name: 'EventSourceMappingUUID', Value: { Ref: expect.stringContaining('SalesArchive') } },
      ],
      EvaluationPeriods: 1,
      Threshold: 1,
    });
  });

  test('count dead letters under the names that the functions publish', () => {
    expect(onlyResource(dev.compute, ALARM, /SalesSpeedDeadLetters/)).toMatchObject({
      Namespace: METRICS_NAMESPACE,
      MetricName: METRIC.deadLetters,
      Dimensions: [
        { Name: 'lane', Value: 'sales.speed' },
        { Name: 'service', Value: 'sample_shop' },
      ],
    });
  });

  test('watch the heartbeat too, without which no quiet shard goes on', () => {
    const ids = Object.keys(dev.compute.findResources(ALARM));

    expect(ids.filter((id) => /^AlarmsHeartbeat(Errors|Throttles)/.test(id))).toHaveLength(2);
  });

  test('notify the topic of the stage when something goes wrong and when it is right again', () => {
    const alarmTopicArn = 'arn:aws:sns:eu-central-1:111111111111:on-call';

    const { compute } = synthesise({ ...stageNamed('prod'), alarmTopicArn });

    compute.allResourcesProperties(ALARM, {
      AlarmActions: [alarmTopicArn],
      OKActions: [alarmTopicArn],
    });
  });

  test('are left out where no one would see them', () => {
    synthesise('local').compute.resourceCountIs(ALARM, 0);
  });
});
