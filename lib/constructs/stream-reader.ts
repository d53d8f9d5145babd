import { type IStream, StreamConsumer } from 'aws-cdk-lib/aws-kinesis';
import {
  type DlqDestinationConfig,
  type IEventSourceDlq,
  MetricType,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import {
  KinesisConsumerEventSource,
  KinesisEventSource,
  type KinesisEventSourceProps,
} from 'aws-cdk-lib/aws-lambda-event-sources';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { LAKE_PREFIXES } from '../pipeline/deployed/lake-prefixes.ts';
import type { LanePlan } from '../pipeline/plan/plan.ts';
import { acknowledge } from './acknowledgements.ts';
import { grantLake } from './grants.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import type { PipelineResources } from './resources.ts';
import type { StageConfig } from './stage-config.ts';

export interface StreamReaderProps {
  readonly lane: LanePlan;
  readonly stage: StageConfig;
  readonly stream: IStream;
  readonly reader: PipelineFunction;
  readonly resources: PipelineResources;
}

/** Reads a stream shard by shard, in order, one batch of a shard at a time, from its beginning. */
export class StreamReader extends Construct {
  /** Identity of the event source mapping, which some of its metrics bear. */
  readonly mappingId: string;

  constructor(scope: Construct, id: string, props: StreamReaderProps) {
    super(scope, id);
    const { lane, stage, stream, reader, resources } = props;
    const settings = mappingSettings(lane, stage, givenUpBatches(resources));
    const source = this.isDedicated(lane, stage)
      ? new KinesisConsumerEventSource(this.consumer(stream), settings)
      : new KinesisEventSource(stream, settings);
    reader.function.addEventSource(source);
    this.mappingId = source.eventSourceMappingId;

    grantLake(reader, resources, [{ prefix: LAKE_PREFIXES.givenUp, actions: ['put'] }]);
    acknowledge(
      reader,
      'Serverless-LambdaDLQ',
      'Invoked by its event source mapping alone, synchronously; a dead-letter queue would never be ' +
        'used. What the mapping gives up goes to the lake, with its payload.',
    );
  }

  /** A lane without a batching window promises to be prompt; sharing the shards would break that. */
  private isDedicated(lane: LanePlan, { dedicatedReaders }: StageConfig): boolean {
    return dedicatedReaders && lane.kind === 'speed' && lane.batchingWindowSeconds === 0;
  }

  private consumer(stream: IStream): StreamConsumer {
    return new StreamConsumer(this, 'Consumer', {
      stream,
      streamConsumerName: this.node.path.replaceAll(/[^a-zA-Z0-9_.-]/g, '-').slice(-128),
    });
  }
}

function mappingSettings(
  { batchingWindowSeconds }: LanePlan,
  stage: StageConfig,
  onFailure: IEventSourceDlq,
): KinesisEventSourceProps {
  const longest = stage.maxBatchingWindow.toSeconds();
  return {
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: stage.batchSize,
    maxBatchingWindow: Duration.seconds(Math.min(batchingWindowSeconds, longest)),
    parallelizationFactor: 1, // with more, batches of a shard commit out of order and no fence holds
    bisectBatchOnError: true,
    reportBatchItemFailures: true,
    retryAttempts: -1, // until the age below: giving up sooner would only lose sooner
    maxRecordAge: stage.maxRecordAge,
    onFailure,
    metricsConfig: { metrics: [MetricType.EVENT_COUNT] },
  };
}

/** Puts batches that are given up into the lake; CDK's own would let the function read and delete. */
const givenUpBatches = ({ lake }: PipelineResources): IEventSourceDlq => ({
  bind: (): DlqDestinationConfig => ({ destination: lake.bucketArn }),
});
