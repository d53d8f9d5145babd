import { afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { memoryHeadStore } from '../../lib/adapters/memory/head-store.ts';
import { withMetrics } from '../../lib/adapters/metrics.ts';
import { stageNamed } from '../../lib/constructs/check-stage.ts';
import { NO_EFFECTS } from '../../lib/ports/effects.ts';
import { onlyResource, type Synthesised, synthesise } from '../support/synthesis.ts';

const ALARM = 'AWS::CloudWatch::Alarm';
const LANES = ['SalesSpeed', 'Exchange', 'SalesArchive'];

interface EmbeddedMetrics {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
  readonly [field: string]: unknown;
}

/** What a function with these variables writes for CloudWatch when it has set a record aside. */
async function publishedMetrics(variables: Record<string, string>) {
  const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  const toConsole = { POWERTOOLS_DEV: 'true', POWERTOOLS_METRICS_DISABLED: 'false' };
  Object.assign(process.env, toConsole, variables);
  const { POWERTOOLS_SERVICE_NAME = '', MILLRACE_STAGE = '', LANE = '' } = variables;
  const heads = withMetrics(memoryHeadStore(), MILLRACE_STAGE);
  const task = { pipeline: POWERTOOLS_SERVICE_NAME, stage: LANE, shard: 'shardId-0' };
  const progress = { counters: { accepted: 0, deadLetters: 1 } };
  const head = { gen: 1, epoch: 1, fingerprints: {}, effects: NO_EFFECTS, progress };
  await heads.commit(task, head, undefined);
  const embedded = JSON.parse(String(log.mock.calls[0]?.[0])) as EmbeddedMetrics;
  const { Namespace, Dimensions, Metrics } = embedded._aws.CloudWatchMetrics[0] ?? {};
  return {
    namespace: Namespace,
    names: Metrics?.map(({ Name }) => Name),
    dimensions: Object.fromEntries((Dimensions?.[0] ?? []).map((name) => [name, embedded[name]])),
  };
}

describe('PipelineAlarms', () => {
  const environment = { ...process.env };
  let dev: Synthesised;

  afterEach(() => {
    jest.restoreAllMocks();
    process.env = { ...environment };
  });

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

  test('count dead letters under the name and dimensions that the functions publish', async () => {
    const { Environment } = onlyResource(dev.compute, 'AWS::Lambda::Function', /^SalesSpeed/) as {
      Environment: { Variables: Record<string, string> };
    };
    const alarm = onlyResource(dev.compute, ALARM, /SalesSpeedDeadLetters/);

    const published = await publishedMetrics(Environment.Variables);

    const dimensions = alarm['Dimensions'] as { Name: string; Value: string }[];
    expect(published.namespace).toBe(alarm['Namespace']);
    expect(published.names).toContain(alarm['MetricName']);
    expect(Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value]))).toEqual(
      published.dimensions,
    );
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
