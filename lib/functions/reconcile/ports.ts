import { athenaEngine } from '../../adapters/athena/athena-engine.ts';
import { dynamoCoverageStore } from '../../adapters/dynamodb/coverage-store.ts';
import { dynamoRowReader } from '../../adapters/dynamodb/row-reader.ts';
import { keptRows } from '../../adapters/s3/erasures.ts';
import { s3Lake } from '../../adapters/s3/lake.ts';
import { lateEvents } from '../../adapters/s3/late-events.ts';
import type { Pipeline } from '../../pipeline/definition/definition.ts';
import { lakeDatabase, lakeWorkGroup } from '../../pipeline/deployed/resource-names.ts';
import type { ReconcilePorts } from '../../serving/reconcile-view.ts';
import { columnsByView } from '../../serving/served-view.ts';
import type { Deployment } from '../speed-layer.ts';

/** The ports of a reconciliation in an account, where Athena computes the rows. */
export function reconcilePorts(
  pipeline: Pipeline,
  {
    stage,
    dynamodb,
    s3,
    viewsTable,
    lakeBucket,
  }: Pick<Deployment, 'stage' | 'dynamodb' | 's3' | 'viewsTable' | 'lakeBucket'>,
): ReconcilePorts {
  const deployment = { pipeline: pipeline.name, stage };
  const lake = s3Lake(s3, lakeBucket);
  return {
    reader: dynamoRowReader(dynamodb, viewsTable, columnsByView(pipeline)),
    coverage: dynamoCoverageStore(dynamodb, viewsTable),
    sql: athenaEngine({
      workGroup: lakeWorkGroup(deployment),
      database: lakeDatabase(deployment),
    }),
    keptRows: () => keptRows(lake),
    lateEvents: () => lateEvents(lake),
  };
}
