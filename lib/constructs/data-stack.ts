import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import {
  DATA_OUTPUTS,
  EXCHANGE_STREAM,
  pascalCase,
  physicalStreamName,
  streamOutput,
} from '../pipeline/deployed/resource-names.ts';
import type { Plan } from '../pipeline/plan/plan.ts';
import { LakeBucket } from './lake-bucket.ts';
import { LakeTables } from './lake-tables.ts';
import { PipelineStream } from './pipeline-stream.ts';
import { PipelineTables } from './pipeline-tables.ts';
import type { Capacity, StageConfig } from './stage-config.ts';

export interface DataStackProps extends StackProps {
  readonly plan: Plan;
  readonly stage: StageConfig;
}

/**
 * What must survive: streams, tables, lake and their key.
 *
 * Its construct ids are a contract; changing one replaces the resource, and loses what is in it.
 */
export class DataStack extends Stack {
  /** Rows of all views. */
  readonly views: ITable;
  /** What lanes remember. */
  readonly state: ITable;
  /** The archive of all streams. */
  readonly lake: IBucket;
  /** Encrypts all of it, if the stage has a key of its own. */
  readonly key: IKey | undefined;

  /** @internal */
  constructor(scope: Construct, id: string, { plan, stage, ...props }: DataStackProps) {
    super(scope, id, { ...props, terminationProtection: stage.deletionProtection });
    const key = stage.encryption === 'own-key' ? this.ownKey(plan, stage) : undefined;
    const encryption = { stage, ...(key === undefined ? {} : { key }) };

    const streams = new Construct(this, 'Streams');
    const addStream = (name: string, output: string, capacity: Capacity): void => {
      const streamName = physicalStreamName({ pipeline: plan.pipeline, stage: stage.name }, name);
      const props = { streamName, capacity, ...encryption };
      const stream = new PipelineStream(streams, pascalCase(name), props);
      new CfnOutput(this, output, { value: stream.streamName });
    };
    for (const { name } of plan.streams) {
      addStream(name, streamOutput(name), stage.sourceCapacity);
    }
    if (plan.exchange !== null) {
      addStream(EXCHANGE_STREAM, DATA_OUTPUTS.exchangeStream, stage.exchangeCapacity);
    }

    const { views, state } = new PipelineTables(this, 'Tables', encryption);
    const { bucket } = new LakeBucket(this, 'Lake', encryption);
    if (stage.lakeTables && stage.archive === 'lane') {
      const { workGroup } = new LakeTables(this, 'LakeTables', { plan, bucket, ...encryption });
      new CfnOutput(this, DATA_OUTPUTS.lakeWorkGroup, { value: workGroup });
    }
    new CfnOutput(this, DATA_OUTPUTS.viewsTable, { value: views.tableName });
    new CfnOutput(this, DATA_OUTPUTS.stateTable, { value: state.tableName });
    new CfnOutput(this, DATA_OUTPUTS.lakeBucket, { value: bucket.bucketName });
    this.views = views;
    this.state = state;
    this.lake = bucket;
    this.key = key;
  }

  private ownKey(plan: Plan, stage: StageConfig): Key {
    return new Key(this, 'Key', {
      description: `Streams, tables and lake of ${plan.pipeline}, stage ${stage.name}`,
      enableKeyRotation: true,
      pendingWindow: Duration.days(stage.deletionProtection ? 30 : 7),
      removalPolicy: stage.onDestroy,
    });
  }
}
