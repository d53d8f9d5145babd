import { beforeAll, describe, expect, test } from '@jest/globals';
import { stageNamed } from '../../lib/constructs/check-stage.ts';
import { onlyResource, type Synthesised, synthesise } from '../support/stack/synthesis.ts';

const ALARM = 'AWS::CloudWatch::Alarm';

const EVERY_LANE = ['Behind', 'Errors', 'Failing', 'GivenUp', 'Lost', 'Throttles', 'Unfinished'];
/** An archive lane keeps what it cannot read, and no time is too late for it. */
const LANES: readonly (readonly [string, readonly string[]])[] = [
  ['SalesSpeed', [...EVERY_LANE, 'DeadLetters', 'LateShare']],
  ['Exchange', [...EVERY_LANE, 'DeadLetters', 'Foreign', 'LateShare']],
  ['SalesArchive', EVERY_LANE],
];

describe('PipelineAlarms', () => {
  let dev: Synthesised;

  beforeAll(() => {
    dev = synthesise('dev');
  });

  test.each(LANES)('watch lane %s for %s', (lane, conditions) => {
    const names = Object.keys(dev.compute.findResources(ALARM))
      .map((id) => id.replace(/^Alarms|[0-9A-F]{8}$/g, ''))
      .filter((id) => id.startsWith(lane) && !id.includes('Stream'));

    expect(names.sort()).toEqual(conditions.map((id) => lane + id).sort());
  });

  test.each(['Sales', 'Exchange'])('watch stream %s for what it refuses', (stream) => {
    const ids = Object.keys(dev.compute.findResources(ALARM));

    expect(ids.filter((id) => id.startsWith(`Alarms${stream}Stream`))).toHaveLength(2);
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
