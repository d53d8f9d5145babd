import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { S3Client } from '@aws-sdk/client-s3';
import { dynamoExchangeLayout } from '../adapters/dynamodb/exchange-layout.ts';
import { dynamoHeadStore } from '../adapters/dynamodb/head-store.ts';
import { dynamoRecordStore } from '../adapters/dynamodb/record-store.ts';
import { recordFields, rowLayouts } from '../adapters/dynamodb/row-layouts.ts';
import { dynamoRowStore } from '../adapters/dynamodb/row-store.ts';
import { dynamoSeenIds } from '../adapters/dynamodb/seen-ids.ts';
import { dynamoStateStore } from '../adapters/dynamodb/state-store.ts';
import { dynamoTaskFailures } from '../adapters/dynamodb/task-failures.ts';
import { kinesisExchange } from '../adapters/kinesis/exchange.ts';
import { kinesisTopology } from '../adapters/kinesis/topology.ts';
import { decodeUtf8 } from '../adapters/node/utf8.ts';
import { s3DeadLetters } from '../adapters/s3/dead-letters.ts';
import { s3LateEvents } from '../adapters/s3/late-events.ts';
import { compileDecoder } from '../core/json/decoder.ts';
import { greatest } from '../core/many.ts';
import type { Schema } from '../core/schema/schema.ts';
import type { Event, Pipeline } from '../pipeline/definition/definition.ts';
import { planOf } from '../pipeline/plan/planner.ts';
import { type RunningExchangeLane, startExchangeLane } from '../runtime/exchange/exchange-lane.ts';
import { exchangeLaneOf, sourceLaneOf } from '../runtime/lanes/lanes-of.ts';
import { type RunningSourceLane, startSourceLane } from '../runtime/speed/source-lane.ts';
import { withMetrics } from './metrics.ts';

/** The clients and names that a lane of the speed layer works with. */
export interface Deployment {
  readonly dynamodb: DynamoDBClient;
  readonly kinesis: KinesisClient;
  readonly s3: S3Client;
  /** Such as `prod`; a dimension of metrics. */
  readonly stage: string;
  readonly viewsTable: string;
  readonly stateTable: string;
  readonly lakeBucket: string;
  /** Empty if the pipeline has no exchange. */
  readonly exchangeStream: string;
  /** Names of the deployed streams, by their names in the pipeline. */
  readonly sourceStreams: Readonly<Record<string, string>>;
}

/** The lane of that name, ready to take batches. */
export function deployedSourceLane(
  pipeline: Pipeline,
  name: string,
  deployment: Deployment,
): RunningSourceLane {
  const plan = planOf(pipeline);
  const lane = sourceLaneOf({ pipeline, plan }, name, ({ schema }, wanted) =>
    compileDecoder(schema as Schema<Event>, wanted, { decodeUtf8 }),
  );
  return startSourceLane(pipeline.name, lane, ports(pipeline, deployment));
}

/** The exchange lane, ready to take batches. */
export const deployedExchangeLane = (
  pipeline: Pipeline,
  deployment: Deployment,
): RunningExchangeLane =>
  startExchangeLane(
    pipeline.name,
    exchangeLaneOf(pipeline, planOf(pipeline)),
    ports(pipeline, deployment),
  );

function ports(pipeline: Pipeline, deployment: Deployment) {
  const { dynamodb, kinesis, s3, viewsTable, stateTable, lakeBucket } = deployment;
  const keepFor = greatest(
    pipeline.streams.map(({ dedupeWithin }) => dedupeWithin),
    0,
  );
  return {
    heads: withMetrics(dynamoHeadStore(dynamodb, stateTable), deployment.stage),
    failures: dynamoTaskFailures(dynamodb, stateTable, { now: Date.now }),
    rows: dynamoRowStore(dynamodb, viewsTable, { layouts: rowLayouts(pipeline), now: Date.now }),
    records: dynamoRecordStore(dynamodb, viewsTable, recordFields(pipeline)),
    states: dynamoStateStore(dynamodb, stateTable, { now: Date.now }),
    seen: dynamoSeenIds(dynamodb, stateTable, { keepFor, now: Date.now }),
    exchange: kinesisExchange(kinesis, deployment.exchangeStream),
    layout: dynamoExchangeLayout(dynamodb, stateTable, { pipeline: pipeline.name, now: Date.now }),
    topology: kinesisTopology(kinesis, deployment.sourceStreams),
    late: s3LateEvents(s3, lakeBucket),
    deadLetters: s3DeadLetters(s3, lakeBucket),
  };
}
