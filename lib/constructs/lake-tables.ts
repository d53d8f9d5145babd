import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Aws } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { type ColumnType, lakeColumns } from '../pipeline/lake-columns.ts';
import { LAKE_PREFIXES } from '../pipeline/lake-prefixes.ts';
import type { Plan, StreamPlan } from '../pipeline/plan.ts';
import { lakeDatabase, lakeTable, lakeWorkGroup, pascalCase } from '../pipeline/resource-names.ts';
import type { StageConfig } from './stage-config.ts';

export interface LakeTablesProps {
  readonly plan: Plan;
  readonly stage: StageConfig;
  readonly bucket: IBucket;
  /** Encrypts the answers of queries; without it S3 does so with its own. */
  readonly key?: IKey;
}

/** Most that one query may read before Athena ends it. */
const SCAN_LIMIT_BYTES = 100 * 1_024 ** 3;

/** First date of arrival that queries see: no stream was read by Millrace before. */
const FIRST_DATE = '2020-01-01';

/**
 * The lake as SQL tables: a table per stream, and a work group in which Athena answers.
 *
 * Partitions are projected from the path, so nothing has to be crawled or added. A field that is
 * declared later is a column that older files do not have: their rows are null there.
 */
export class LakeTables extends Construct {
  constructor(scope: Construct, id: string, { plan, stage, bucket, key }: LakeTablesProps) {
    super(scope, id);
    const deployment = { pipeline: plan.pipeline, stage: stage.name };
    const database = new CfnDatabase(this, 'Database', {
      catalogId: Aws.ACCOUNT_ID,
      databaseInput: {
        name: lakeDatabase(deployment),
        description: `The lake of ${plan.pipeline}, stage ${stage.name}`,
      },
    });
    for (const stream of plan.streams) {
      const table = new CfnTable(this, pascalCase(stream.name), {
        catalogId: Aws.ACCOUNT_ID,
        databaseName: lakeDatabase(deployment),
        tableInput: tableOf(
          stream,
          `s3://${bucket.bucketName}/${LAKE_PREFIXES.lake}${stream.name}/`,
        ),
      });
      table.node.addDependency(database);
    }
    new CfnWorkGroup(this, 'WorkGroup', {
      name: lakeWorkGroup(deployment),
      description: `Queries over the lake of ${plan.pipeline}, stage ${stage.name}`,
      recursiveDeleteOption: !stage.deletionProtection,
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        publishCloudWatchMetricsEnabled: true,
        bytesScannedCutoffPerQuery: SCAN_LIMIT_BYTES,
        engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
        resultConfiguration: {
          outputLocation: `s3://${bucket.bucketName}/${LAKE_PREFIXES.answers}`,
          encryptionConfiguration:
            key === undefined
              ? { encryptionOption: 'SSE_S3' }
              : { encryptionOption: 'SSE_KMS', kmsKey: key.keyArn },
        },
      },
    });
  }
}

function tableOf({ name, fields }: StreamPlan, location: string): CfnTable.TableInputProperty {
  const declared = Object.fromEntries(
    fields.map(({ name: field, type, optional }) => [field, { type, optional }]),
  );
  return {
    name: lakeTable(name),
    description: `Every payload of the stream ${name}, in the order of its shards`,
    tableType: 'EXTERNAL_TABLE',
    partitionKeys: [
      { name: 'dt', type: 'string', comment: 'date of arrival, UTC' },
      { name: 'hh', type: 'string', comment: 'hour of arrival, UTC' },
    ],
    parameters: {
      classification: 'parquet',
      'projection.enabled': 'true',
      'projection.dt.type': 'date',
      'projection.dt.format': 'yyyy-MM-dd',
      'projection.dt.range': `${FIRST_DATE},NOW`,
      'projection.hh.type': 'integer',
      'projection.hh.range': '0,23',
      'projection.hh.digits': '2',
      'storage.location.template': `${location}dt=\${dt}/hh=\${hh}/`,
    },
    storageDescriptor: {
      location,
      columns: lakeColumns(declared).map((column) => ({
        name: column.name.toLowerCase(),
        type: glueType(column.type),
      })),
      inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
      outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
      serdeInfo: {
        serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
      },
    },
  };
}

/** The type of a column as Glue and Athena call it; the files have the same. */
function glueType(type: ColumnType): string {
  switch (type.kind) {
    case 'string':
    case 'json':
      return 'string';
    case 'boolean':
      return 'boolean';
    case 'int':
      return 'bigint';
    case 'double':
      return 'double';
    case 'decimal':
      return `decimal(18,${type.scale})`;
    case 'bigint':
      return 'decimal(38,0)';
    case 'instant':
      return 'timestamp';
    case 'bytes':
      return 'binary';
  }
}
