import { beforeAll, describe, expect, test } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { planOf } from '../../lib/pipeline/plan/planner.ts';
import { sample } from '../support/definitions/sample-pipeline.ts';
import { type Synthesised, synthesise } from '../support/stack/synthesis.ts';

const STATEFUL = [
  'AWS::DynamoDB::Table',
  'AWS::KMS::Key',
  'AWS::Kinesis::Stream',
  'AWS::S3::Bucket',
];

const idsOf = ({ data }: Synthesised): string[] =>
  STATEFUL.flatMap((type) => Object.keys(data.findResources(type))).sort();

const policiesOf = ({ data }: Synthesised): unknown[] =>
  STATEFUL.flatMap((type) => Object.values(data.findResources(type))).flatMap((resource) => [
    resource['DeletionPolicy'],
    resource['UpdateReplacePolicy'],
  ]);

describe('DataStack', () => {
  let dev: Synthesised;
  let prod: Synthesised;
  let local: Synthesised;

  beforeAll(() => {
    dev = synthesise('dev');
    prod = synthesise('prod');
    local = synthesise('local');
  });

  test('keeps its logical ids on every stage, so that an upgrade replaces nothing', () => {
    const kept = [
      'LakeBucketB1D32E10',
      'StreamsExchange4E29924B',
      'StreamsSales02C60C6A',
      'TablesState705891C2',
      'TablesViewsFCBD0850',
    ];

    expect(idsOf(local)).toEqual(kept);
    expect(idsOf(dev)).toEqual(['Key961B73FD', 'LakeAccessLogs4431AB8D', ...kept]);
    expect(idsOf(prod)).toEqual(idsOf(dev));
  });

  test('names its streams after pipeline, stage and stream', () => {
    for (const Name of ['sample_shop-dev-sales', 'sample_shop-dev-exchange']) {
      dev.data.hasResourceProperties('AWS::Kinesis::Stream', { Name });
    }
  });

  test('has no exchange stream if every view is keyed by its stream', () => {
    const plan = { ...planOf(sample), exchange: null, lanes: [] };

    const { data } = synthesise('local', plan);

    data.resourceCountIs('AWS::Kinesis::Stream', 1);
    expect(data.findOutputs('ExchangeStream')).toEqual({});
  });

  test('gives streams the shards of the stage', () => {
    dev.data.allResourcesProperties('AWS::Kinesis::Stream', { ShardCount: 1 });
    local.data.allResourcesProperties('AWS::Kinesis::Stream', { ShardCount: 2 });
  });

  test('keeps records for a day in dev and for a week in prod', () => {
    dev.data.allResourcesProperties('AWS::Kinesis::Stream', { RetentionPeriodHours: 24 });
    prod.data.allResourcesProperties('AWS::Kinesis::Stream', { RetentionPeriodHours: 168 });
  });

  test('encrypts streams, tables and lake with one key that rotates', () => {
    const key = { 'Fn::GetAtt': ['Key961B73FD', 'Arn'] };

    prod.data.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
    prod.data.allResourcesProperties('AWS::Kinesis::Stream', {
      StreamEncryption: { EncryptionType: 'KMS', KeyId: key },
    });
    prod.data.allResourcesProperties('AWS::DynamoDB::Table', {
      SSESpecification: { SSEType: 'KMS', KMSMasterKeyId: key },
    });
    prod.data.hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key },
          },
        ],
      },
    });
  });

  test('finds the rows of a window by an index that holds them whole', () => {
    dev.data.hasResourceProperties('AWS::DynamoDB::Table', {
      BillingMode: 'PAY_PER_REQUEST',
      GlobalSecondaryIndexes: [
        {
          IndexName: 'byWindow',
          KeySchema: [
            { AttributeName: 'viewWindow', KeyType: 'HASH' },
            { AttributeName: 'key', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    });
  });

  test('lets state expire, and what sessions leave behind that were merged', () => {
    const tables = Object.values(dev.data.findResources('AWS::DynamoDB::Table'));

    const expiring = tables.map(({ Properties }) => Properties['TimeToLiveSpecification']);

    const expires = { AttributeName: 'expiresAt', Enabled: true };
    expect(expiring).toEqual([expires, expires]);
  });

  test('can bring tables back to any second of the last weeks, except locally', () => {
    const enabled = { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } };

    dev.data.allResourcesProperties('AWS::DynamoDB::Table', enabled);
    prod.data.allResourcesProperties('AWS::DynamoDB::Table', enabled);
  });

  test('keeps everything in prod when its stack is deleted, and refuses to delete tables', () => {
    expect(new Set(policiesOf(prod))).toEqual(new Set(['Retain']));
    prod.data.allResourcesProperties('AWS::DynamoDB::Table', { DeletionProtectionEnabled: true });
    prod.data.hasResourceProperties('AWS::S3::Bucket', {
      VersioningConfiguration: { Status: 'Enabled' },
    });
  });

  test('leaves nothing behind in dev and locally', () => {
    expect(new Set(policiesOf(dev))).toEqual(new Set(['Delete']));
    expect(new Set(policiesOf(local))).toEqual(new Set(['Delete']));
    dev.data.resourceCountIs('Custom::S3AutoDeleteObjects', 2);
  });

  test('closes its buckets to the public, to old TLS and to plain HTTP', () => {
    prod.data.allResourcesProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    prod.data.allResourcesProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
          Match.objectLike({
            Effect: 'Deny',
            Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } },
          }),
        ]),
      },
    });
  });

  test('deletes nothing that came in, only what was made of it and can be made again, and moves only the archive to cheaper storage', () => {
    const { Properties } = prod.data.findResources('AWS::S3::Bucket')['LakeBucketB1D32E10'] ?? {};

    expect(Properties?.['LifecycleConfiguration']).toEqual({
      Rules: [
        { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 }, Status: 'Enabled' },
        {
          Prefix: 'lake/',
          Status: 'Enabled',
          Transitions: [{ StorageClass: 'INTELLIGENT_TIERING', TransitionInDays: 30 }],
        },
        { Prefix: 'batch/', Status: 'Enabled', ExpirationInDays: 90 },
        { Prefix: 'batch-results/', Status: 'Enabled', ExpirationInDays: 365 },
        { Prefix: 'athena/', Status: 'Enabled', ExpirationInDays: 7 },
        { NoncurrentVersionExpiration: { NoncurrentDays: 30 }, Status: 'Enabled' },
      ],
    });
  });

  test('says what its resources are called, under keys that tools can rely on', () => {
    for (const key of ['StreamSales', 'ExchangeStream', 'ViewsTable', 'StateTable', 'LakeBucket']) {
      const output = dev.data.findOutputs(key)[key];

      expect(output?.['Value']).toHaveProperty('Ref');
      expect(output).not.toHaveProperty('Export');
    }
  });

  test('exports no stream, so that one can be taken out of the definition', () => {
    const exported = Object.values(dev.data.findOutputs('*')).flatMap((output) =>
      output['Export'] === undefined ? [] : [JSON.stringify(output)],
    );

    expect(exported).not.toHaveLength(0);
    expect(exported.filter((text) => text.includes('Streams'))).toEqual([]);
  });

  test('tags everything with pipeline and stage', () => {
    dev.data.allResourcesProperties('AWS::Kinesis::Stream', {
      Tags: Match.arrayWith([
        { Key: 'millrace:pipeline', Value: 'sample_shop' },
        { Key: 'millrace:stage', Value: 'dev' },
      ]),
    });
  });
});
