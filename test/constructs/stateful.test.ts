import { beforeAll, describe, expect, test } from '@jest/globals';
import type { App } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks, type NagPack, ServerlessChecks } from 'cdk-nag';
import { planOf } from '../../lib/pipeline/plan/planner.ts';
import { stateful } from '../support/definitions/stateful-pipeline.ts';
import { permissionsOf } from '../support/stack/permissions.ts';
import { type Synthesised, synthesise } from '../support/stack/synthesis.ts';

describe('the stacks of a pipeline whose steps keep state', () => {
  let stacks: Synthesised;

  beforeAll(() => {
    stacks = synthesise('prod', planOf(stateful));
  });

  test('have one exchange stream and one lane that reads it, however many streams there are', () => {
    const names = Object.values(stacks.data.findResources('AWS::Kinesis::Stream'))
      .map(({ Properties }) => Properties['Name'])
      .sort();
    const lanes = Object.values(stacks.compute.findResources('AWS::Lambda::Function'))
      .map(({ Properties }) => String(Properties['Description']))
      .filter((text) => text.includes('lane exchange'));

    expect(names).toEqual(
      ['clicks', 'exchange', 'orders'].map((name) => `stateful_site-prod-${name}`),
    );
    expect(lanes).toHaveLength(1);
  });

  // The local cloud lets everybody do everything, so a permission that is missing shows only here.
  test('let the exchange lane put into its own stream, as a step reads results under another key', () => {
    const exchange = 'stream/stateful_site-prod-exchange';

    expect(permissionsOf(stacks.compute, 'Exchange')).toEqual(
      expect.arrayContaining([
        `kinesis:PutRecords on ${exchange}`,
        `kinesis:ListShards on ${exchange}`,
        'kinesis:ListShards on stream/stateful_site-prod-clicks',
        'kinesis:ListShards on stream/stateful_site-prod-orders',
        ...['BatchGetItem', 'DeleteItem', 'PutItem', 'Query', 'UpdateItem'].flatMap((action) =>
          ['state', 'views'].map((table) => `dynamodb:${action} on ${table}`),
        ),
      ]),
    );
  });

  test.each<[string, new (app: App) => NagPack]>([
    ['AwsSolutions', AwsSolutionsChecks],
    ['Serverless', ServerlessChecks],
  ])('pass the %s rules of cdk-nag', (_name, Pack) => {
    expect(new Pack(stacks.app).validateScope(stacks.app).violations).toEqual([]);
  });
});
