import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Aws } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { answersEvents } from '../core/windows/event-windows.ts';
import { viewId } from '../pipeline/definition/view-id.ts';
import { type ColumnType, lakeColumns } from '../pipeline/deployed/lake-columns.ts';
import { LAKE_PREFIXES, resultsPrefix } from '../pipeline/deployed/lake-prefixes.ts';
import {
  lakeDatabase,
  lakeTable,
  lakeWorkGroup,
  pascalCase,
  resultsTable,
} from '../pipeline/deployed/resource-names.ts';
import type {
  AggregatePlan,
  OperatorPlan,
  Plan,
  StreamPlan,
  ViewPlan,
} from '../pipeline/plan/plan.ts';
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
  /** Name of the work group. */
  readonly workGroup: string;

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
    const root = `s3://${bucket.bucketName}/`;
    const addTable = (tableId: string, tableInput: CfnTable.TableInputProperty): void => {
      const table = new CfnTable(this, tableId, {
        catalogId: Aws.ACCOUNT_ID,
        databaseName: lakeDatabase(deployment),
        tableInput,
      });
      table.node.addDependency(database);
    };
    for (const stream of plan.streams) {
      addTable(pascalCase(stream.name), streamTable(stream, root));
    }
    for (const view of plan.views) {
      addTable(`Results${pascalCase(viewId(view))}`, viewTable(view, root));
    }
    this.workGroup = lakeWorkGroup(deployment);
    new CfnWorkGroup(this, 'WorkGroup', {
      name: this.workGroup,
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

function streamTable({ name, fields }: StreamPlan, root: string): CfnTable.TableInputProperty {
  const location = `${root}${LAKE_PREFIXES.lake}${name}/`;
  const declared = Object.fromEntries(
    fields.map(({ name: field, type, optional }) => [field, { type, optional }]),
  );
  return parquetTable({
    name: lakeTable(name),
    description: `Every payload of the stream ${name}, in the order of its shards`,
    location,
    columns: lakeColumns(declared).map(({ name: column, type }) => [column, glueType(type)]),
    partitionKeys: [
      { name: 'dt', type: 'string', comment: 'date of arrival, UTC' },
      { name: 'hh', type: 'string', comment: 'hour of arrival, UTC' },
    ],
    projection: {
      'projection.dt.type': 'date',
      'projection.dt.format': 'yyyy-MM-dd',
      'projection.dt.range': `${FIRST_DATE},NOW`,
      'projection.hh.type': 'integer',
      'projection.hh.range': '0,23',
      'projection.hh.digits': '2',
      'storage.location.template': `${location}dt=\${dt}/hh=\${hh}/`,
    },
  });
}

/** What batch runs have computed of a view, a partition per run, which a query has to name. */
function viewTable(view: ViewPlan, root: string): CfnTable.TableInputProperty {
  const id = viewId(view);
  const location = `${root}${resultsPrefix(id)}`;
  return parquetTable({
    name: resultsTable(id),
    description: `What batch runs have computed of ${id}`,
    location,
    columns: resultColumns(view),
    partitionKeys: [{ name: 'run', type: 'string', comment: 'name of the batch run' }],
    projection: {
      'projection.run.type': 'injected',
      'storage.location.template': `${location}run=\${run}/`,
    },
  });
}

/** Rows with their windows, or records with their key and time. */
function resultColumns(view: ViewPlan): ParquetTable['columns'] {
  const aggregates = view.kind === 'window' ? view.aggregates : rowsOf(view.operator);
  if (view.kind === 'operator' && aggregates === undefined) {
    const fields = view.results.map(({ name, type }) => [name, wideType(type)] as const);
    return [['_key', 'string'], ['_time', 'timestamp'], ...fields];
  }
  return [
    ['windowStart', 'timestamp'],
    ['windowEnd', 'timestamp'],
    ...view.groupBy.map(({ name, type }) => [name, wideType(type)] as const),
    ...(aggregates ?? []).map(({ name, output }) => [name, wideType(output)] as const),
  ];
}

const rowsOf = (operator: OperatorPlan): readonly AggregatePlan[] | undefined =>
  operator.kind === 'window' && !answersEvents(operator.windows) ? operator.aggregates : undefined;

interface ParquetTable {
  readonly name: string;
  readonly description: string;
  readonly location: string;
  readonly columns: readonly (readonly [name: string, type: string])[];
  readonly partitionKeys: CfnTable.ColumnProperty[];
  readonly projection: Readonly<Record<string, string>>;
}

const parquetTable = ({
  name,
  description,
  location,
  columns,
  partitionKeys,
  projection,
}: ParquetTable): CfnTable.TableInputProperty => ({
  ...{ name, description, partitionKeys },
  tableType: 'EXTERNAL_TABLE',
  parameters: { classification: 'parquet', 'projection.enabled': 'true', ...projection },
  storageDescriptor: {
    location,
    columns: columns.map(([column, type]) => ({ name: column.toLowerCase(), type })),
    inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
    outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
    serdeInfo: {
      serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
    },
  },
});

/** The type of a result: sums of decimals are wider than the fields that they sum. */
function wideType(type: AggregatePlan['output']): string {
  if (type.kind === 'list' || type.kind === 'struct') return 'string'; // JSON
  return type.kind === 'decimal' ? `decimal(38,${type.scale})` : glueType(type as ColumnType);
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
