import { decodeUtf8 } from '../../adapters/node/utf8.ts';
import { lakeFileEncoder } from '../../adapters/parquet/encode-lake-file.ts';
import { lakeRecords } from '../../adapters/parquet/read-lake-records.ts';
import { s3Lake } from '../../adapters/s3/lake.ts';
import { s3LakeRemover } from '../../adapters/s3/remove-objects.ts';
import { lakeRunFiles } from '../../adapters/s3/run-files.ts';
import { compileDecoder } from '../../core/json/decoder.ts';
import type { Schema } from '../../core/schema/schema.ts';
import type { Event, Pipeline } from '../../pipeline/definition/definition.ts';
import type { CompactedStream, CompactionPorts } from '../../runtime/archive/compact.ts';
import type { Deployment } from '../speed-layer.ts';

/** A stream of a deployment, and what its lake is compacted with. */
export interface DeployedCompaction {
  readonly stream: CompactedStream;
  readonly ports: CompactionPorts;
}

/** The lakes of all streams of a deployed pipeline. */
export function compactionOf(
  { streams }: Pipeline,
  { s3, lakeBucket }: Pick<Deployment, 's3' | 'lakeBucket'>,
): DeployedCompaction[] {
  const lake = { ...s3Lake(s3, lakeBucket), ...s3LakeRemover(s3, lakeBucket) };
  return streams.map(({ name, schema }) => ({
    stream: { name, decode: compileDecoder(schema as Schema<Event>, undefined, { decodeUtf8 }) },
    ports: {
      lake,
      files: lakeRunFiles(lake),
      records: lakeRecords(lake),
      encode: lakeFileEncoder(schema.fields),
    },
  }));
}
