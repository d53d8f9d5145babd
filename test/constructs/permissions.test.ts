import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Template } from 'aws-cdk-lib/assertions';
import { reachedCommands } from '../support/cli/reached-commands.ts';
import { permissionsOf } from '../support/stack/permissions.ts';
import { synthesise } from '../support/stack/synthesis.ts';

const each = (actions: readonly string[], service: string, resource: string): string[] =>
  actions.map((action) => `${service}:${action} on ${resource}`);

const log = each(['CreateLogStream', 'PutLogEvents'], 'logs', 'its log');
const traces = each(['PutTelemetryRecords', 'PutTraceSegments'], 'xray', '*');
const key = each(['Decrypt', 'Encrypt', 'GenerateDataKey*', 'ReEncrypt*'], 'kms', 'key');
const common = [...log, ...traces, ...key];

const readItems = ['BatchGetItem', 'GetItem', 'Query'];
const writeItems = ['BatchWriteItem', 'ConditionCheckItem', 'DeleteItem', 'PutItem', 'UpdateItem'];
const tables = ['views', 'state'].flatMap((table) =>
  each([...readItems, ...writeItems], 'dynamodb', table),
);

const list = (stream: string) =>
  each(['DescribeStreamSummary', 'ListShards'], 'kinesis', `stream/sample_shop-prod-${stream}`);
const put = (stream: string) => [
  ...each(['PutRecord', 'PutRecords'], 'kinesis', `stream/sample_shop-prod-${stream}`),
  ...list(stream),
];
const read = (stream: string) =>
  each(
    [
      'DescribeStream',
      'DescribeStreamConsumer',
      'DescribeStreamSummary',
      'GetRecords',
      'GetShardIterator',
      'ListShards',
      'ListStreams',
      'SubscribeToShard',
    ],
    'kinesis',
    `stream/sample_shop-prod-${stream}`,
  );

const putObjects = (prefix: string) =>
  each(['AbortMultipartUpload', 'PutObject'], 's3', `lake/${prefix}*`);
const listObjects = 's3:ListBucket on lake';

/** The permission that a command needs, where it is not called after the command. */
const ACTIONS: Readonly<Record<string, string>> = {
  BatchGetItem: 'dynamodb:BatchGetItem',
  GetItem: 'dynamodb:GetItem',
  PutItem: 'dynamodb:PutItem',
  Query: 'dynamodb:Query',
  UpdateItem: 'dynamodb:UpdateItem',
  DeleteItem: 'dynamodb:DeleteItem',
  TransactWriteItems: 'dynamodb:ConditionCheckItem', // and PutItem, which is sent by itself too
  ListShards: 'kinesis:ListShards',
  PutRecords: 'kinesis:PutRecords',
  GetObject: 's3:GetObject',
  HeadObject: 's3:GetObject',
  ListObjectsV2: 's3:ListBucket',
  PutObject: 's3:PutObject',
  DeleteObjects: 's3:DeleteObject',
  ListObjectVersions: 's3:ListBucketVersions',
  StartQueryExecution: 'athena:StartQueryExecution',
  GetQueryExecution: 'athena:GetQueryExecution',
  GetQueryResults: 'athena:GetQueryResults',
};

/** Handlers, the start of their roles' ids, and what they import without ever sending it. */
const HANDLERS: readonly (readonly [string, string, readonly string[]])[] = [
  ['speed', 'SalesSpeed', []],
  // made like a speed lane; has no one to send to, and no dead letters
  ['exchange', 'Exchange', ['kinesis:PutRecords', 's3:GetObject']],
  ['archive', 'SalesArchive', []],
  ['heartbeat', 'Heartbeat', []],
  ['batch-plan', 'BatchRunFunctionsPlan', []],
  ['batch-map', 'BatchRunFunctionsMap', []],
  ['batch-reduce', 'BatchRunFunctionsReduce', []],
  ['compact', 'Compaction', []],
  // coverage and late events are read beside the code that writes them
  ['reconcile', 'Reconciliation', ['dynamodb:ConditionCheckItem', 'dynamodb:PutItem']],
];

describe('a function may do what its work needs, and nothing else', () => {
  let compute: Template;
  const may = (role: string): string[] => [...new Set(permissionsOf(compute, role))];
  const expected = (...permissions: (string | string[])[]): string[] =>
    [...new Set(permissions.flat())].sort();

  beforeAll(() => {
    compute = synthesise('prod').compute;
  });

  test('a speed lane reads its stream, writes rows and state, sends deltas, sets records aside', () => {
    expect(may('SalesSpeed')).toEqual(
      expected(
        common,
        read('sales'),
        tables,
        put('exchange'),
        ['dead-letters/', 'late/', 'aws/lambda/'].flatMap(putObjects),
        's3:GetObject on lake/dead-letters/*',
        listObjects,
      ),
    );
  });

  test('the exchange lane reads deltas, writes rows and state, sees the shards of the sources', () => {
    expect(may('Exchange')).toEqual(
      expected(
        common,
        read('exchange'),
        tables,
        list('sales'),
        ['late/', 'aws/lambda/'].flatMap(putObjects),
        listObjects,
      ),
    );
  });

  test('an archive lane reads its stream, adds to the lake, and notes what fails in one partition of the state', () => {
    const itsOwn = ' if {"ForAllValues:StringEquals":{"dynamodb:LeadingKeys":["F#sample_shop"]}}';
    expect(may('SalesArchive')).toEqual(
      expected(
        common,
        read('sales'),
        each(['DeleteItem', 'PutItem', 'UpdateItem'], 'dynamodb', 'state').map(
          (permission) => permission + itsOwn,
        ),
        ['lake/', 'aws/lambda/'].flatMap(putObjects),
        's3:GetObject on lake/lake/*',
        listObjects,
      ),
    );
  });

  test('the heartbeat puts records and reads how far the lanes are', () => {
    expect(may('Heartbeat')).toEqual(
      expected(common, put('sales'), each(readItems, 'dynamodb', 'state')),
    );
  });

  const views = each([...readItems, ...writeItems], 'dynamodb', 'views');
  const getObjects = (prefix: string) => `s3:GetObject on lake/${prefix}*`;

  test('the function of whole runs reads how far all is, and writes which windows are verified', () => {
    expect(may('BatchRunFunctionsPlan')).toEqual(
      expected(
        common,
        views,
        each(readItems, 'dynamodb', 'state'),
        list('sales'),
        ['lake/', 'aws/lambda/', 'late/', 'erasures/', 'batch/'].map(getObjects),
        putObjects('batch/'),
        listObjects,
      ),
    );
  });

  test('a map task reads the lake and writes parts; it sees no table', () => {
    expect(may('BatchRunFunctionsMap')).toEqual(
      expected(
        common,
        list('sales'),
        ['lake/', 'batch/'].map(getObjects),
        putObjects('batch/'),
        listObjects,
      ),
    );
  });

  test('a reduce task reads parts and heals rows; it sees neither records nor states', () => {
    expect(may('BatchRunFunctionsReduce')).toEqual(
      expected(
        common,
        views,
        ['batch/', 'batch-results/'].map(getObjects),
        ['batch/', 'batch-results/'].flatMap(putObjects),
        listObjects,
      ),
    );
  });

  test('the reconciler reads rows and the lake, asks Athena, and writes nothing but answers', () => {
    expect(may('Reconciliation')).toEqual(
      expected(
        common,
        each(readItems, 'dynamodb', 'views'),
        'dynamodb:Query on views/index/byWindow',
        each(
          ['GetQueryExecution', 'GetQueryResults', 'StartQueryExecution'],
          'athena',
          'arn:AWS::Partition:athena:AWS::Region:AWS::AccountId:workgroup/sample_shop-prod',
        ),
        ['catalog', 'database/sample_shop_prod', 'table/sample_shop_prod/*'].flatMap((resource) =>
          each(
            ['GetDatabase', 'GetPartitions', 'GetTable'],
            'glue',
            `arn:AWS::Partition:glue:AWS::Region:AWS::AccountId:${resource}`,
          ),
        ),
        ['lake/', 'late/', 'erasures/', 'batch-results/', 'athena/'].map(getObjects),
        putObjects('athena/'),
        listObjects,
        's3:GetBucketLocation on lake',
      ),
    );
  });

  test('the compactor reads, writes and removes objects of the archive, and sees no table', () => {
    expect(may('Compaction')).toEqual(
      expected(
        common,
        ['lake/', 'compactions/'].map(getObjects),
        ['lake/', 'compactions/'].flatMap(putObjects),
        each(['DeleteObject', 'DeleteObjectVersion'], 's3', 'lake/lake/*'),
        listObjects,
        's3:ListBucketVersions on lake',
      ),
    );
  });

  test('nobody else removes anything', () => {
    const removing = Object.keys(compute.findResources('AWS::IAM::Policy')).filter((id) =>
      may(id).some((line) => line.startsWith('s3:Delete')),
    );

    expect(removing).toEqual([expect.stringMatching(/^Compaction/)]);
  });

  test('the state machine calls these functions, and writes what stopped a task', () => {
    const machine = may('BatchRunMachine');

    expect(machine.filter((line) => line.startsWith('s3:Put'))).toEqual([
      's3:PutObject on lake/batch/*',
    ]);
    expect(machine.filter((line) => /^(dynamodb|kinesis):/.test(line))).toEqual([]);
  });

  test('roles have no policy of AWS, and only who needs them takes them on', () => {
    for (const { Properties } of Object.values(compute.findResources('AWS::IAM::Role'))) {
      expect(Properties['ManagedPolicyArns']).toBeUndefined();
      expect(Properties['AssumeRolePolicyDocument']['Statement']).toEqual([
        expect.objectContaining({
          Action: 'sts:AssumeRole',
          Effect: 'Allow',
          Principal: {
            Service: expect.stringMatching(/^(lambda|states|events)\.amazonaws\.com$/),
          },
        }),
      ]);
    }
  });

  // The local cloud lets everybody do everything, so a permission that is missing shows only here.
  test.each(HANDLERS)('and so every command that the %s handler sends', (handler, role, unsent) => {
    const entry = join(import.meta.dirname, '..', '..', 'lambdas', handler, 'index.ts');
    const allowed = new Set(permissionsOf(compute, role).map((line) => line.split(' on ')[0]));

    const needed = reachedCommands(entry).map((command) => ACTIONS[command] ?? `? ${command}`);

    expect(needed).not.toEqual([]);
    expect(needed.filter((action) => !allowed.has(action))).toEqual(unsent);
  });
});
