import { Stream, StreamEncryption, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Validations } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Capacity, StageConfig } from './stage-config.ts';

export interface PipelineStreamProps {
  /** Name in Kinesis. */
  readonly streamName: string;
  readonly capacity: Capacity;
  readonly stage: StageConfig;
  /** Encrypts the records; without it they are stored as they come. */
  readonly key?: IKey;
}

/** A stream that outlives the functions that read it. */
export class PipelineStream extends Stream {
  constructor(
    scope: Construct,
    id: string,
    { streamName, capacity, stage, key }: PipelineStreamProps,
  ) {
    super(scope, id, {
      streamName,
      ...(capacity.mode === 'on-demand'
        ? { streamMode: StreamMode.ON_DEMAND }
        : { streamMode: StreamMode.PROVISIONED, shardCount: capacity.shards }),
      retentionPeriod: stage.streamRetention,
      ...(key === undefined
        ? { encryption: StreamEncryption.UNENCRYPTED }
        : { encryption: StreamEncryption.KMS, encryptionKey: key }),
      removalPolicy: stage.onDestroy,
    });
    if (key === undefined) return;
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-KDS3',
      reason:
        'The key of the deployment is used on purpose: who may read the events is then decided ' +
        'in one place, and revoking the key closes streams, tables and lake together. What its ' +
        'requests cost is in docs/cost.md.',
    });
  }
}
