import { setTimeout as sleep } from 'node:timers/promises';
import { dynamoCoverageStore } from '../../adapters/dynamodb/coverage-store.ts';
import { dynamoHeadStore } from '../../adapters/dynamodb/head-store.ts';
import { dynamoRowReader } from '../../adapters/dynamodb/row-reader.ts';
import { kinesisTopology } from '../../adapters/kinesis/topology.ts';
import { checkArchived, type LaneOf } from '../../adapters/s3/check-archived.ts';
import { keptRows, openRows } from '../../adapters/s3/erasures.ts';
import { s3Lake } from '../../adapters/s3/lake.ts';
import { lateEvents } from '../../adapters/s3/late-events.ts';
import { lakeRunFiles } from '../../adapters/s3/run-files.ts';
import type { PlanPorts } from '../../runtime/batch/plan-run.ts';
import type { PublishPorts } from '../../runtime/batch/publish-run.ts';
import type { Deployment } from '../speed-layer.ts';

/** How long a run waits for an archive lane, which gathers for up to a minute. Milliseconds. */
const LAKE_PATIENCE = { every: 2_000, most: 300_000 } as const;

/** What the beginning and the end of a run need of a deployment. */
export type PlanDeployment = Pick<
  Deployment,
  'dynamodb' | 'kinesis' | 's3' | 'viewsTable' | 'stateTable' | 'lakeBucket' | 'sourceStreams'
>;

/** @param laneOf - Whose batches Lambda has given up. */
export function planPorts(
  { dynamodb, kinesis, s3, viewsTable, stateTable, lakeBucket, sourceStreams }: PlanDeployment,
  laneOf: LaneOf,
): PlanPorts & PublishPorts {
  const lake = s3Lake(s3, lakeBucket);
  return {
    lake,
    heads: dynamoHeadStore(dynamodb, stateTable, { now: Date.now }),
    topology: kinesisTopology(kinesis, sourceStreams),
    reader: dynamoRowReader(dynamodb, viewsTable, new Map()),
    coverage: dynamoCoverageStore(dynamodb, viewsTable),
    files: lakeRunFiles(lake),
    keptRows: () => keptRows(lake),
    openRows: () => openRows(lake),
    lateEvents: () => lateEvents(lake),
    now: Date.now,
    checkArchived: () => checkArchived(lake, laneOf),
    async waitForLake(tries) {
      await sleep(LAKE_PATIENCE.every);
      return tries * LAKE_PATIENCE.every < LAKE_PATIENCE.most;
    },
  };
}
