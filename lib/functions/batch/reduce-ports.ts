import { dynamoRecordHealer } from '../../adapters/dynamodb/record-healer.ts';
import { dynamoRowHealer } from '../../adapters/dynamodb/row-healer.ts';
import { recordFields, rowLayouts } from '../../adapters/dynamodb/row-layouts.ts';
import { lakeBatchResults } from '../../adapters/parquet/batch-results.ts';
import { s3Lake } from '../../adapters/s3/lake.ts';
import { lakeRunFiles } from '../../adapters/s3/run-files.ts';
import type { Pipeline } from '../../pipeline/definition/definition.ts';
import type { ReducePorts } from '../../runtime/batch/reduce-bucket.ts';
import type { Deployment } from '../speed-layer.ts';

/** What reduce tasks need of a deployment. */
export type ReduceDeployment = Pick<Deployment, 'dynamodb' | 's3' | 'viewsTable' | 'lakeBucket'>;

export function reducePorts(
  pipeline: Pipeline,
  { dynamodb, s3, viewsTable, lakeBucket }: ReduceDeployment,
): ReducePorts {
  const lake = s3Lake(s3, lakeBucket);
  const layouts = rowLayouts(pipeline);
  const fields = recordFields(pipeline);
  return {
    files: lakeRunFiles(lake),
    healer: dynamoRowHealer(dynamodb, viewsTable, { layouts, now: Date.now }),
    recordHealer: dynamoRecordHealer(dynamodb, viewsTable, fields),
    results: lakeBatchResults(lake, { layouts, fields }),
  };
}
