import { kinesisTopology } from '../../adapters/kinesis/topology.ts';
import { lakeRecords } from '../../adapters/parquet/read-lake-records.ts';
import { s3Lake } from '../../adapters/s3/lake.ts';
import { lakeRunFiles } from '../../adapters/s3/run-files.ts';
import type { MapPorts } from '../../runtime/batch/map-item.ts';
import type { Deployment } from '../speed-layer.ts';

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
