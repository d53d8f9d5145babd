import { setTimeout as sleep } from 'node:timers/promises';
import { compileDecoder } from '../core/json/decoder.ts';
import type { Schema } from '../core/schema/schema.ts';
import type { Event, Pipeline } from '../pipeline/definition.ts';
import { planOf } from '../pipeline/planner.ts';
import type { BatchDefinition } from '../runtime/batch/batch-definition.ts';
import type { BatchPorts } from '../runtime/batch/run-batch.ts';
import { lakeBatchResults } from './batch-results.ts';
import { dynamoCoverageStore } from './dynamodb/coverage-store.ts';
import { dynamoHeadStore } from './dynamodb/head-store.ts';
import { dynamoRowHealer } from './dynamodb/row-healer.ts';
import { dynamoRowReader } from './dynamodb/row-reader.ts';
import { kinesisTopology } from './kinesis/topology.ts';
import { decodeUtf8 } from './node/utf8.ts';
import { lakeRecords } from './parquet/read-lake-records.ts';
import { lakeRunFiles } from './run-files.ts';
import { s3Lake } from './s3/lake.ts';
import { type Deployment, rowLayouts } from './speed-layer.ts';

/** How long a run waits for an archive lane, which gathers for up to a minute. Milliseconds. */
const LAKE_PATIENCE = { every: 2_000, most: 300_000 } as const;

/** What a batch run needs of a deployment. */
export type BatchDeployment = Pick<
  Deployment,
  'dynamodb' | 'kinesis' | 's3' | 'viewsTable' | 'stateTable' | 'lakeBucket' | 'sourceStreams'
>;

/** A definition as batch runs read it. */
export const batchDefinition = (pipeline: Pipeline): BatchDefinition => ({
  pipeline,
  plan: planOf(pipeline),
  decodeOf: ({ schema }, wanted) => compileDecoder(schema as Schema<Event>, wanted, { decodeUtf8 }),
});

/** The ports of a deployed pipeline. */
export function batchPorts(pipeline: Pipeline, deployment: BatchDeployment): BatchPorts {
  const { dynamodb, kinesis, s3, viewsTable, stateTable, lakeBucket, sourceStreams } = deployment;
  const lake = s3Lake(s3, lakeBucket);
  const layouts = rowLayouts(pipeline);
  return {
    lake,
    heads: dynamoHeadStore(dynamodb, stateTable),
    topology: kinesisTopology(kinesis, sourceStreams),
    reader: dynamoRowReader(dynamodb, viewsTable, new Map()),
    coverage: dynamoCoverageStore(dynamodb, viewsTable),
    files: lakeRunFiles(lake),
    records: lakeRecords(lake),
    healer: dynamoRowHealer(dynamodb, viewsTable, layouts),
    results: lakeBatchResults(lake, layouts),
    now: Date.now,
    async waitForLake(tries) {
      await sleep(LAKE_PATIENCE.every);
      return tries * LAKE_PATIENCE.every < LAKE_PATIENCE.most;
    },
  };
}
