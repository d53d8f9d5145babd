import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { retail } from '../../examples/retail/pipeline.ts';
import { stageNamed } from '../../lib/constructs/check-stage.ts';
import { log } from '../../lib/functions/log.ts';
import { planOf } from '../../lib/pipeline/plan/planner.ts';
import { alarmCalled, alarmsIn, fires, publishedBy } from '../support/aws/cloudwatch.ts';
import { type RefusingAws, refusingAws } from '../support/aws/refusing-aws.ts';
import { onlyResource, synthesise } from '../support/stack/synthesis.ts';

const LAMBDA = 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html';
const KINESIS = 'https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html';
const STATES = 'https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html';

const ofFunction = { dimension: 'FunctionName', of: 'AWS::Lambda::Function', see: LAMBDA };
const ofMapping = {
  dimension: 'EventSourceMappingUUID',
  of: 'AWS::Lambda::EventSourceMapping',
  see: `${LAMBDA}#event-source-mapping-metrics`,
};
const ofStream = { dimension: 'StreamName', of: 'AWS::Kinesis::Stream', see: KINESIS };
const ofMachine = {
  dimension: 'StateMachineArn',
  of: 'AWS::StepFunctions::StateMachine',
  see: STATES,
};

/** Metrics that AWS publishes, with the statistic that is documented, and what their dimension refers to. */
const DOCUMENTED: Readonly<Record<string, typeof ofFunction>> = {
  'AWS/Lambda IteratorAge Maximum': ofFunction,
  'AWS/Lambda Errors Sum': ofFunction,
  'AWS/Lambda Throttles Sum': ofFunction,
  'AWS/Lambda DestinationDeliveryFailures Sum': ofFunction,
  'AWS/Lambda OnFailureDestinationDeliveredEventCount Sum': ofMapping,
  'AWS/Kinesis WriteProvisionedThroughputExceeded Sum': ofStream,
  'AWS/Kinesis ReadProvisionedThroughputExceeded Sum': ofStream,
  'AWS/States ExecutionsFailed Sum': ofMachine,
  'AWS/States ExecutionsTimedOut Sum': ofMachine,
};

const { compute, data } = synthesise('dev', planOf(retail));
const alarms = alarmsIn(compute);
const onAws = alarms.filter(({ metrics }) =>
  metrics.some(({ namespace }) => /^AWS/.test(namespace)),
);

/** Names of streams that the Data stack makes: they are known before it is deployed. */
const streams = Object.entries(data.findResources('AWS::Kinesis::Stream')).map(
  ([id, { Properties }]) => ({ id: id.replace(/^Streams/, ''), name: Properties.Name as string }),
);

/** Parts of the deployment that are called otherwise than their alarms. */
const CONSTRUCTS: Readonly<Record<string, string>> = {
  Compact: 'Compaction',
  Reconcile: 'Reconciliation',
};

/** The part of the deployment that an alarm is about, by the beginning of its name. */
function aboutOf(id: string): RegExp {
  const [, about = ''] =
    /^(.*?)(Behind|Errors|Throttles|GivenUp|Lost|Failed|Stream(Puts|Reads)Refused)$/.exec(id) ?? [];
  return new RegExp(`^${CONSTRUCTS[about] ?? about}[A-Z0-9]`);
}

describe('an alarm on a metric of AWS', () => {
  test.each(onAws.map((alarm) => [alarm.id, alarm] as const))(
    '%s reads one that is documented, of what it is about',
    (id, { metrics }) => {
      for (const { namespace, name, statistic, dimensions } of metrics) {
        const { dimension = '', of = '' } = DOCUMENTED[`${namespace} ${name} ${statistic}`] ?? {};
        expect(Object.keys(dimensions)).toEqual([dimension]);
        const value = dimensions[dimension];
        const { Ref: resource } = value as { readonly Ref?: string };
        const about = resource ?? streams.find((stream) => stream.name === value)?.id;
        expect(about).toMatch(aboutOf(id));
        if (resource !== undefined) expect(compute.findResources(of)).toHaveProperty(resource);
      }
    },
  );
});

describe('the condition of an alarm on a metric of AWS comes true:', () => {
  let aws: RefusingAws;

  beforeAll(async () => {
    log.setLogLevel('SILENT');
    aws = await refusingAws();
  });
  afterAll(() => aws.close());

  const variables = {
    ...{
      LANE: 'none',
      LANES: 'speed=none',
      MILLRACE_STAGE: 'dev',
    },
    ...{ VIEWS_TABLE: 'v', STATE_TABLE: 's', LAKE_BUCKET: 'b', POWERTOOLS_SERVICE_NAME: 'retail' },
  };
  const scheduled = { scheduled: '2026-03-03T03:00:00Z', days: 2 };

  test.each([
    ['a heartbeat', () => import('../../lambdas/heartbeat/index.ts'), undefined],
    ['a reconciliation', () => import('../../lambdas/reconcile/index.ts'), scheduled],
    ['a compaction', () => import('../../lambdas/compact/index.ts'), scheduled],
    [
      'a step of a batch run',
      () => import('../../lambdas/batch-plan/index.ts'),
      { step: 'plan', request: scheduled },
    ],
  ])('%s that AWS refuses is an error of its function', async (_, load, event) => {
    await publishedBy({ ...variables, ...aws.environment }, async () => {
      const { handler } = (await load()) as { handler: (event: unknown) => Promise<unknown> };

      await expect(handler(event)).rejects.toThrow();
    });
  });

  test.each([
    ['speed', () => import('../../lambdas/speed/index.ts')],
    ['exchange', () => import('../../lambdas/exchange/index.ts')],
    ['archive', () => import('../../lambdas/archive/index.ts')],
  ])('a function of lane %s that lacks what it needs is an error at its start', async (_, load) => {
    await expect(load()).rejects.toThrow('environment: variables are missing');
  });

  test('a step of a batch run that fails ends its execution, but for a day with nothing to compute', () => {
    const machine = onlyResource(compute, 'AWS::StepFunctions::StateMachine');
    const { 'Fn::Join': parts } = machine['DefinitionString'] as {
      'Fn::Join': [string, unknown[]];
    };
    const text = parts[1].map((part) => (typeof part === 'string' ? part : 'x')).join('');
    const catches = [...text.matchAll(/"Catch":\[(.*?)\]/g)].map(([, each]) => each);

    expect(catches).toEqual([
      '{"ErrorEquals":["NothingClosed"',
      '{"ErrorEquals":["States.ALL"',
      '{"ErrorEquals":["States.ALL"',
    ]);
    expect(text.match(/"Type":"Fail"/g)).toHaveLength(2);
    expect(text.match(/"Type":"Succeed"/g)).toHaveLength(1);
  });

  test('what a lane says is not done is given up in the end, into the lake, and counted', () => {
    const { maxRecordAge } = stageNamed('dev');
    for (const { Properties } of Object.values(
      compute.findResources('AWS::Lambda::EventSourceMapping'),
    )) {
      expect(Properties).toMatchObject({
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        MaximumRecordAgeInSeconds: maxRecordAge.toSeconds(),
        DestinationConfig: { OnFailure: { Destination: expect.anything() } },
        MetricsConfig: { Metrics: ['EventCount'] },
      });
    }
  });
});

describe('an alarm fires', () => {
  const slow = planOf(retail).lanes.map((lane) => ({ ...lane, batchingWindowSeconds: 300 }));
  const slowly = alarmsIn(synthesise('dev', { ...planOf(retail), lanes: slow }).compute);
  const nothing = (minutes: number): undefined[] =>
    Array.from({ length: minutes }, () => undefined);

  test.each(['SalesSpeedBehind', 'ExchangeBehind', 'SalesArchiveBehind'])(
    '%s: where nothing is heard of a lane, but not while its batch fills',
    (id) => {
      const rest = Array.from({ length: 6 }, () => [0, ...nothing(5)]).flat();
      const reports = (count: number) => rest.slice(0, count);

      expect(fires(alarmCalled(alarms, id), nothing(6))).toBe(true);
      expect(fires(alarmCalled(slowly, id), nothing(10))).toBe(true);
      expect(rest.map((_, end) => fires(alarmCalled(slowly, id), reports(end + 1)))).not.toContain(
        true,
      );
    },
  );

  test('Behind: where the oldest record has waited five minutes longer than its batch may fill', () => {
    const late = (ms: number) => Array.from({ length: 10 }, () => ms);

    expect(fires(alarmCalled(alarms, 'SalesArchiveBehind'), late(359_999))).toBe(false);
    expect(fires(alarmCalled(alarms, 'SalesArchiveBehind'), late(360_000))).toBe(true);
  });

  test.each(['SalesSpeedErrors', 'SalesSpeedThrottles', 'SalesSpeedFailing', 'HeartbeatErrors'])(
    '%s: where trouble lasts, however seldom it is tried again; a failure that passes is part of normal work',
    (id) => {
      expect(fires(alarmCalled(alarms, id), [undefined, undefined, 7])).toBe(false);
      expect(fires(alarmCalled(alarms, id), [1, undefined, 1])).toBe(true);
    },
  );

  test.each(['ReconcileErrors', 'CompactErrors'])(
    '%s: where all attempts fail, though each takes as long as it may',
    (id) => {
      const alarm = alarmCalled(alarms, id);
      const [{ period = 0 } = {}] = alarm.metrics;
      const { timeout } = stageNamed('dev').functions.reconcile;
      // Lambda waits one minute, then two: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
      const begun = [0, timeout.toSeconds() + 60, 2 * timeout.toSeconds() + 180];

      expect(begun.every((second) => second < period)).toBe(true);
      expect(fires(alarm, [begun.length])).toBe(true);
      expect(fires(alarm, [begun.length - 1])).toBe(false);
    },
  );
});
