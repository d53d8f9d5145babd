import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type LifecycleRule,
  ObjectOwnership,
  StorageClass,
} from 'aws-cdk-lib/aws-s3';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { LAKE_PREFIXES } from '../pipeline/deployed/lake-prefixes.ts';
import type { StageConfig } from './stage-config.ts';

/** Defaults of {@link LakeBucket}; units in the names. */
export const LAKE_DEFAULTS = {
  tieringAfterDays: 30,
  oldVersionsForDays: 30,
  abortUploadsAfterDays: 2,
  accessLogsForDays: 90,
  answersForDays: 7,
  runsForDays: 90,
  resultsForDays: 365,
} as const;

/** Everything that came in, for ever: the source of the batch layer, and of truth. */
export class LakeBucket extends Construct {
  readonly bucket: Bucket;

  /** @param key - Encrypts the objects; without it S3 does so with its own. */
  constructor(scope: Construct, id: string, { stage, key }: { stage: StageConfig; key?: IKey }) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      ...closed(stage),
      ...(key === undefined
        ? { encryption: BucketEncryption.S3_MANAGED }
        : { encryption: BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true }),
      versioned: stage.keepLakeVersions,
      lifecycleRules: lifecycle(stage),
      ...(stage.accessLogs
        ? { serverAccessLogsBucket: this.accessLogs(stage), serverAccessLogsPrefix: 'lake/' }
        : {}),
    });
  }

  private accessLogs(stage: StageConfig): Bucket {
    return new Bucket(this, 'AccessLogs', {
      ...closed(stage),
      encryption: BucketEncryption.S3_MANAGED,
      lifecycleRules: [{ expiration: Duration.days(LAKE_DEFAULTS.accessLogsForDays) }],
    });
  }
}

const closed = (stage: StageConfig): BucketProps => ({
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  removalPolicy: stage.onDestroy,
  autoDeleteObjects: stage.onDestroy === RemovalPolicy.DESTROY,
});

/** Dead letters, late records and given-up batches have no rule that deletes them. */
function lifecycle({ keepLakeVersions, lakeTables }: StageConfig): LifecycleRule[] {
  const { tieringAfterDays, oldVersionsForDays, abortUploadsAfterDays } = LAKE_DEFAULTS;
  return [
    { abortIncompleteMultipartUploadAfter: Duration.days(abortUploadsAfterDays) },
    {
      prefix: LAKE_PREFIXES.lake,
      transitions: [
        {
          storageClass: StorageClass.INTELLIGENT_TIERING,
          transitionAfter: Duration.days(tieringAfterDays),
        },
      ],
    },
    { prefix: LAKE_PREFIXES.batch, expiration: Duration.days(LAKE_DEFAULTS.runsForDays) },
    { prefix: LAKE_PREFIXES.results, expiration: Duration.days(LAKE_DEFAULTS.resultsForDays) },
    ...(lakeTables
      ? [{ prefix: LAKE_PREFIXES.answers, expiration: Duration.days(LAKE_DEFAULTS.answersForDays) }]
      : []),
    ...(keepLakeVersions
      ? [{ noncurrentVersionExpiration: Duration.days(oldVersionsForDays) }]
      : []),
  ];
}
