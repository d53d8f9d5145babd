import type { MapPorts } from '../../runtime/batch/map-item.ts';
import { kinesisTopology } from '../kinesis/topology.ts';
import { lakeRecords } from '../parquet/read-lake-records.ts';
import { s3Lake } from '../s3/lake.ts';
import type { Deployment } from '../speed-layer.ts';
import { lakeRunFiles } from './run-files.ts';

/** What map tasks need of a deployment. */
export type MapDeployment = Pick<Deployment, 'kinesis' | 's3' | 'lakeBucket' | 'sourceStreams'>;

export function mapPorts({ kinesis, s3, lakeBucket, sourceStreams }: MapDeployment): MapPorts {
  const lake = s3Lake(s3, lakeBucket);
  return {
    files: lakeRunFiles(lake),
    records: lakeRecords(lake),
    topology: kinesisTopology(kinesis, sourceStreams),
  };
}
