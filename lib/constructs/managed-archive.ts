import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnChannel, type IStream } from 'aws-cdk-lib/aws-kinesis';
import {
  AppendDelimiterToRecordProcessor,
  Compression,
  DeliveryStream,
  EnableLogging,
  KinesisStreamSource,
  S3Bucket,
  StreamEncryption,
} from 'aws-cdk-lib/aws-kinesisfirehose';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Aws, Duration, Size, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { LAKE_PREFIXES } from '../pipeline/deployed/lake-prefixes.ts';
import { acknowledge, acknowledgeKey, acknowledgeWildcard } from './acknowledgements.ts';
import type { PipelineResources } from './resources.ts';
import type { StageConfig } from './stage-config.ts';

export interface ManagedArchiveProps {
  /** Of the pipeline: part of the names. */
  readonly pipeline: string;
  /** Name of the stream in the definition. */
  readonly stream: string;
  readonly stage: StageConfig;
  readonly resources: PipelineResources;
}

/** How long a service gathers before it writes: the shortest that a channel can. */
const GATHERED_FOR = Duration.minutes(5);

/** Why a service may write anywhere below its prefix. */
const ANY_OBJECT =
  'The service names objects after the time at which it writes them; the statement holds what writing ' +
  'to this one bucket takes.';

/** Has Firehose write what a stream receives into the bucket: lines of JSON, each at least once. */
export class FirehoseArchive extends Construct {
  constructor(scope: Construct, id: string, props: ManagedArchiveProps) {
    super(scope, id);
    const { pipeline, stream, stage, resources } = props;
    const { lake, lakeArn, key } = resources;
    const source = streamOf(resources, stream);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('firehose.amazonaws.com'),
    });
    const logGroup = new LogGroup(this, 'Logs', {
      retention: stage.logRetention,
      removalPolicy: stage.onDestroy,
    });
    const prefix = `${LAKE_PREFIXES.delivered}${stream}/`;
    new DeliveryStream(this, 'Delivery', {
      deliveryStreamName: `${pipeline}-${stage.name}-${stream}`,
      role,
      source: new KinesisStreamSource(source),
      encryption: StreamEncryption.unencrypted(), // the stream that it reads is encrypted
      destination: new S3Bucket(lake, {
        role,
        bufferingInterval: GATHERED_FOR,
        bufferingSize: Size.mebibytes(128),
        compression: Compression.GZIP,
        dataOutputPrefix: `${prefix}dt=!{timestamp:yyyy-MM-dd}/hh=!{timestamp:HH}/`,
        errorOutputPrefix: `${LAKE_PREFIXES.delivered}errors/${stream}/!{firehose:error-output-type}/`,
        fileExtension: '.ndjson.gz',
        processors: [new AppendDelimiterToRecordProcessor()],
        loggingConfig: new EnableLogging(logGroup),
        ...(key === undefined ? {} : { encryptionKey: key }),
      }),
    });
    acknowledge(
      Stack.of(this),
      'CloudFormation-Validate::W7001',
      'The construct of the CDK brings a table of addresses that only deliveries into a VPC look at.',
    );
    acknowledge(
      this,
      'AwsSolutions-KDF1',
      'Firehose refuses encryption of its own where it reads a stream; the stream and the bucket are encrypted.',
    );
    acknowledgeWildcard(this, `${lakeArn}/*`, ANY_OBJECT);
    for (const action of ['GetBucket*', 'GetObject*', 'List*', 'Abort*', 'DeleteObject*']) {
      acknowledge(this, `AwsSolutions-IAM5[Action::s3:${action}]`, ANY_OBJECT);
    }
    if (key !== undefined) acknowledgeKey(this);
  }
}

/** Has Kinesis itself write what a stream receives into the bucket, as it was put. */
export class ChannelArchive extends Construct {
  constructor(scope: Construct, id: string, props: ManagedArchiveProps) {
    super(scope, id);
    const { pipeline, stream, stage, resources } = props;
    const { lake, lakeArn, key } = resources;
    const source = streamOf(resources, stream);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('kinesis.amazonaws.com'),
    });
    source.grantRead(role);
    lake.grantPut(role);
    const bucket = { bucketArn: lakeArn, expectedBucketOwner: Aws.ACCOUNT_ID };
    const channel = new CfnChannel(this, 'Channel', {
      channelName: `${pipeline}-${stage.name}-${stream}`,
      serviceExecutionRoleArn: role.roleArn,
      streamConfigurationList: [
        { streamArn: source.streamArn, recordConfiguration: { recordFormatType: 'BYTE_ARRAY' } },
      ],
      s3DestinationConfiguration: {
        dataFreshnessInSeconds: GATHERED_FOR.toSeconds(),
        storageConfiguration: {
          ...bucket,
          compressionType: 'GZIP',
          outputKeyTemplate: `${LAKE_PREFIXES.delivered}${stream}/dt=!{yyyy}-!{MM}-!{dd}/hh=!{HH}/!{channel-id}-!{mm}!{extension}`,
        },
        deadLetterQueueS3Configuration: {
          ...bucket,
          errorOutputPrefix: `${LAKE_PREFIXES.delivered}errors/${stream}/`,
        },
      },
      ...(key === undefined
        ? {}
        : { encryptionConfiguration: { encryptionType: 'KMS', keyId: key.keyArn } }),
    });
    channel.node.addDependency(role);
    acknowledgeWildcard(this, `${lakeArn}/*`, ANY_OBJECT);
    acknowledge(this, 'AwsSolutions-IAM5[Action::s3:Abort*]', ANY_OBJECT);
    if (key !== undefined) acknowledgeKey(this);
  }
}

function streamOf({ streams }: PipelineResources, name: string): IStream {
  const found = streams.get(name);
  if (found === undefined) throw new Error(`the plan has no stream ${name}`);
  return found;
}
