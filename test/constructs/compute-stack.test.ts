import { beforeAll, describe, expect, test } from '@jest/globals';
import { Duration } from 'aws-cdk-lib/core';
import { stageNamed } from '../../lib/constructs/check-stage.ts';
import { planOf } from '../../lib/pipeline/plan/planner.ts';
import { sample } from '../support/definitions/sample-pipeline.ts';
import { onlyResource, type Synthesised, synthesise } from '../support/stack/synthesis.ts';

const MAPPING = 'AWS::Lambda::EventSourceMapping';
const FUNCTION = 'AWS::Lambda::Function';

const variablesOf = ({ compute }: Synthesised, id: RegExp): Record<string, unknown> => {
  const { Environment } = onlyResource(compute, FUNCTION, id) as {
    Environment: { Variables: Record<string, unknown> };
  };
  return Environment.Variables;
};

let dev: Synthesised;
let prod: Synthesised;
let local: Synthesised;

beforeAll(() => {
  dev = synthesise('dev');
  prod = synthesise('prod');
  local = synthesise('local');
});

describe('Lane', () => {
  test('there is one function and one mapping for each lane of the plan, and six without one', () => {
    const { lanes } = planOf(sample);

    dev.compute.resourceCountIs(MAPPING, lanes.length);
    dev.compute.resourceCountIs(FUNCTION, lanes.length + 6); // heartbeat, batch runs, reconciliation, compaction
  });

  test('updates who receives before who sends, so that no delta of a new view is unknown', () => {
    const functions = Object.entries(dev.compute.findResources(FUNCTION));
    const idOf = (name: RegExp) => functions.find(([id]) => name.test(id))?.[0];
    const [, speed] = functions.find(([id]) => /SalesSpeed/.test(id)) ?? [];

    expect(speed?.['DependsOn']).toContain(idOf(/^Exchange/));
    expect(functions.find(([id]) => /^Exchange/.test(id))?.[1]['DependsOn']).not.toContain(
      idOf(/SalesSpeed/),
    );
  });

  test('reads each shard in order, one batch at a time, from its beginning', () => {
    dev.compute.allResourcesProperties(MAPPING, {
      ParallelizationFactor: 1,
      StartingPosition: 'TRIM_HORIZON',
    });
  });

  test('halves a batch that fails and takes up what was done of it', () => {
    dev.compute.allResourcesProperties(MAPPING, {
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  test('tries until the record is too old, which it is before the stream forgets it', () => {
    for (const [name, { compute }] of Object.entries({ dev, prod, local })) {
      const { maxRecordAge, streamRetention } = stageNamed(name);

      compute.allResourcesProperties(MAPPING, {
        MaximumRetryAttempts: -1,
        MaximumRecordAgeInSeconds: maxRecordAge.toSeconds(),
      });
      expect(maxRecordAge.toSeconds()).toBeLessThan(streamRetention.toSeconds());
    }
  });

  test('puts what it gives up into the lake, payload and all, and counts it', () => {
    const mappings = Object.values(dev.compute.findResources(MAPPING));

    for (const { Properties } of mappings) {
      const { Destination } = Properties['DestinationConfig']['OnFailure'];
      expect(Destination['Fn::ImportValue']).toContain('LakeBucket');
      expect(Properties['MetricsConfig']).toEqual({ Metrics: ['EventCount'] });
    }
    expect(mappings).not.toHaveLength(0);
  });

  test('gathers records for as long as the plan says, and no longer than the stage allows', () => {
    const windows = ({ compute }: Synthesised) =>
      Object.values(compute.findResources(MAPPING)).map(
        ({ Properties }) => Properties['MaximumBatchingWindowInSeconds'],
      );
    const planned = planOf(sample).lanes.map((lane) => lane.batchingWindowSeconds);

    expect(windows(dev)).toEqual(planned);
    expect(windows(local)).toEqual(planned.map((seconds) => Math.min(seconds, 2)));
  });

  test('takes as many records at once as the stage says', () => {
    const stage = { ...stageNamed('dev'), batchSize: 123 };

    synthesise(stage).compute.allResourcesProperties(MAPPING, { BatchSize: 123 });
  });

  test('has an own pipe only if it has no batching window and the stage pays for it', () => {
    const plan = planOf(sample);
    const prompt = {
      ...plan,
      lanes: plan.lanes.map((lane) => ({ ...lane, batchingWindowSeconds: 0 })),
    };
    const consumers = ({ compute }: Synthesised) =>
      Object.keys(compute.findResources('AWS::Kinesis::StreamConsumer'));

    expect(consumers(prod)).toEqual([]);
    expect(consumers(synthesise('dev', prompt))).toEqual([]);
    expect(consumers(synthesise('prod', prompt))).toHaveLength(1); // neither archive nor exchange
  });

  test('runs on Node 24 and arm64, traced, with a log of its own that is kept for a while', () => {
    dev.compute.allResourcesProperties(FUNCTION, {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      TracingConfig: { Mode: 'Active' },
    });
    dev.compute.resourceCountIs('AWS::Logs::LogGroup', planOf(sample).lanes.length + 7);
    dev.compute.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 14 });
    prod.compute.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 90 });
  });

  test('reserves no concurrency: a lane that cannot start would stop its shards', () => {
    const reserved = Object.values(prod.compute.findResources(FUNCTION)).map(
      ({ Properties }) => Properties['ReservedConcurrentExecutions'],
    );

    expect(new Set(reserved)).toEqual(new Set([undefined]));
  });

  test('has the size and the time that the stage gives to its kind', () => {
    const { functions } = stageNamed('prod');
    const sizes = { ...functions, archive: { memoryMegabytes: 777, timeout: Duration.seconds(7) } };

    const { compute } = synthesise({ ...stageNamed('prod'), functions: sizes });

    const { MemorySize, Timeout } = onlyResource(compute, FUNCTION, /^SalesArchive/);
    expect({ MemorySize, Timeout }).toEqual({ MemorySize: 777, Timeout: 7 });
  });

  test('is told its name, its stream and what it works with', () => {
    expect(variablesOf(dev, /^SalesSpeed/)).toMatchObject({
      MILLRACE_STAGE: 'dev',
      LANE: 'sales.speed',
      SOURCE_STREAM: 'sample_shop-dev-sales',
      EXCHANGE_STREAM: 'sample_shop-dev-exchange',
      VIEWS_TABLE: { 'Fn::ImportValue': expect.stringContaining('TablesViews') },
      STATE_TABLE: { 'Fn::ImportValue': expect.stringContaining('TablesState') },
      LAKE_BUCKET: { 'Fn::ImportValue': expect.stringContaining('LakeBucket') },
    });
    expect(variablesOf(dev, /^Exchange/)['LANE']).toBe('exchange');
    expect(variablesOf(dev, /^SalesArchive/)['LANE']).toBe('sales.archive');
  });
});

describe('what happens every day', () => {
  const rules = ({ compute }: Synthesised) =>
    Object.values(compute.findResources('AWS::Events::Rule')).map(({ Properties }) => [
      Properties['ScheduleExpression'],
      Properties['Targets'][0]['InputTransformer']?.['InputTemplate'],
    ]);

  test('a batch run of the days before, and then a comparison of its rows', () => {
    expect(rules(dev)).toEqual(
      expect.arrayContaining([
        ['cron(0 3 * * ? *)', expect.stringMatching(/"scheduled":<\S+>,"days":2/)],
        ['cron(0 6 * * ? *)', expect.stringMatching(/"scheduled":<\S+>,"days":2/)],
      ]),
    );
  });

  test('nothing of it on the local cloud, where batch runs are asked for', () => {
    expect(rules(local).map(([schedule]) => schedule)).toEqual(['rate(1 minute)']);
    local.compute.resourceCountIs('AWS::StepFunctions::StateMachine', 1);
  });
});

describe('BatchRun', () => {
  const definitionOf = ({ compute }: Synthesised): string =>
    JSON.stringify(
      onlyResource(compute, 'AWS::StepFunctions::StateMachine')['DefinitionString'],
    ).replaceAll('\\', '');

  test('does each half as a Distributed Map over a list in the lake, express where it can', () => {
    for (const [of, kind, most] of [
      [prod, 'EXPRESS', 200],
      [local, 'STANDARD', 2],
    ] as const) {
      const halves = definitionOf(of).split(`"Mode":"DISTRIBUTED","ExecutionType":"${kind}"`);
      expect(halves).toHaveLength(3);
      expect(definitionOf(of).split(`"MaxConcurrency":${most}`)).toHaveLength(3);
    }
  });

  test('ends well if a schedule finds nothing to compute', () => {
    const definition = definitionOf(prod);

    expect(definition).toContain('"ErrorEquals":["NothingClosed"],"Next":"NothingToDo"');
  });

  test('gives its functions less time than an express execution has', () => {
    const { functions } = stageNamed('prod');

    expect(functions['batch-map'].timeout.toMinutes()).toBeLessThan(5);
    expect(functions['batch-reduce'].timeout.toMinutes()).toBeLessThan(5);
  });
});

describe('Heartbeat', () => {
  test('beats once a minute, and never twice for the same minute', () => {
    dev.compute.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Targets: [{ RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 } }],
    });
  });
});

describe('ComputeStack', () => {
  test('says which definition is deployed', () => {
    const { fingerprint, pipeline } = planOf(sample);

    expect(dev.compute.findOutputs('Fingerprint')['Fingerprint']?.['Value']).toBe(fingerprint);
    expect(dev.compute.findOutputs('Pipeline')['Pipeline']?.['Value']).toBe(pipeline);
  });

  test('keeps nothing that would be missed: the stack can be deleted and made again', () => {
    const types = Object.values(
      dev.compute.toJSON()['Resources'] as Record<string, { Type: string }>,
    );

    const stateful = types.filter(({ Type }) =>
      /DynamoDB|S3::Bucket$|Kinesis::Stream$|KMS/.test(Type),
    );
    expect(stateful).toEqual([]);
  });
});
