import { beforeAll, describe, expect, test } from '@jest/globals';
import type { App } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks, type NagPack, ServerlessChecks } from 'cdk-nag';
import { count } from '../../lib/core/aggregators/authoring.ts';
import { session } from '../../lib/core/windows/window-kinds.ts';
import { pipeline } from '../../lib/pipeline/builder/pipeline.ts';
import { planOf } from '../../lib/pipeline/plan/planner.ts';
import { Sale } from '../support/definitions/shop.ts';
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

  test('let it do so where no step reads another either, as it sends itself what it is behind with', () => {
    const visits = pipeline('visits', (p) => {
      p.stream('sales', Sale, { key: 'customer', time: 'at' })
        .groupBy('customer')
        .window(session('30m'))
        .aggregate({ sales: count() })
        .view('visits');
    });

    expect(permissionsOf(synthesise('prod', planOf(visits)).compute, 'Exchange')).toContain(
      'kinesis:PutRecords on stream/visits-prod-exchange',
    );
  });

  test.each<[string, new (app: App) => NagPack]>([
    ['AwsSolutions', AwsSolutionsChecks],
    ['Serverless', ServerlessChecks],
  ])('pass the %s rules of cdk-nag', (_name, Pack) => {
    expect(new Pack(stacks.app).validateScope(stacks.app).violations).toEqual([]);
  });
});
