import type { Pipeline } from '../../pipeline/definition.ts';
import type { ReducePorts } from '../../runtime/batch/reduce-bucket.ts';
import { dynamoRecordHealer } from '../dynamodb/record-healer.ts';
import { dynamoRowHealer } from '../dynamodb/row-healer.ts';
import { recordFields, rowLayouts } from '../row-layouts.ts';
import { s3Lake } from '../s3/lake.ts';
import type { Deployment } from '../speed-layer.ts';
import { lakeBatchResults } from './results.ts';
import { lakeRunFiles } from './run-files.ts';

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
