import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { type IStream, Stream } from 'aws-cdk-lib/aws-kinesis';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import {
  EXCHANGE_STREAM,
  pascalCase,
  physicalStreamName,
} from '../pipeline/deployed/resource-names.ts';
import type { Plan } from '../pipeline/plan/plan.ts';
import type { DataStack } from './data-stack.ts';

/** What functions work with, as the Compute stack sees it. */
export interface PipelineResources {
  readonly views: ITable;
  readonly state: ITable;
  readonly lake: IBucket;
  /** ARN of the lake, as an import: what policies name. */
  readonly lakeArn: string;
  /** Name of the lake, as an import. */
  readonly lakeName: string;
  readonly key: IKey | undefined;
  /** Declared streams by name. */
  readonly streams: ReadonlyMap<string, IStream>;
  readonly exchange: IStream | undefined;
}

/**
 * Tables, bucket and key are imported; streams are named.
 *
 * A stream comes and goes with the definition. If it were exported, CloudFormation would refuse to
 * delete it as long as the Compute stack, which is updated after the Data stack, imports it.
 */
export function resourcesOf(
  scope: Construct,
  { plan, stage, data }: { plan: Plan; stage: string; data: DataStack },
): PipelineResources {
  const streams = new Construct(scope, 'Streams');
  const named = (name: string): IStream =>
    Stream.fromStreamAttributes(streams, pascalCase(name), {
      streamArn: Stack.of(scope).formatArn({
        service: 'kinesis',
        resource: 'stream',
        resourceName: physicalStreamName({ pipeline: plan.pipeline, stage }, name),
      }),
      ...(data.key === undefined ? {} : { encryptionKey: data.key }),
    });
  const { views, state, lake, key } = data;
  return {
    views,
    state,
    lake,
    lakeArn: data.exportValue(lake.bucketArn),
    lakeName: data.exportValue(lake.bucketName),
    key,
    streams: new Map(plan.streams.map(({ name }) => [name, named(name)])),
    exchange: plan.exchange === null ? undefined : named(EXCHANGE_STREAM),
  };
}
