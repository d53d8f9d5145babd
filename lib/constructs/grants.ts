import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Stack } from 'aws-cdk-lib/core';
import {
  type Deployment,
  failuresPartition,
  lakeDatabase,
  lakeWorkGroup,
} from '../pipeline/deployed/resource-names.ts';
import { acknowledgeKey, acknowledgeWildcard } from './acknowledgements.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import { BY_WINDOW_INDEX } from './pipeline-tables.ts';
import type { PipelineResources } from './resources.ts';

const READ_ITEMS = ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'];
const WRITE_ITEMS = [
  'dynamodb:BatchWriteItem',
  'dynamodb:ConditionCheckItem',
  'dynamodb:DeleteItem',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
];

/** Reads and writes items of both tables by their keys; no scan, no index, no change of a table. */
export function grantTables(to: PipelineFunction, { views, state }: PipelineResources): void {
  allow(to.function, [...READ_ITEMS, ...WRITE_ITEMS], [views.tableArn, state.tableArn]);
}

/** Reads rows, by their keys and by their windows. */
export function grantReadRows(to: PipelineFunction, { views }: PipelineResources): void {
  const index = `${views.tableArn}/index/${BY_WINDOW_INDEX.name}`;
  allow(to.function, READ_ITEMS, [views.tableArn]);
  allow(to.function, ['dynamodb:Query'], [index]);
}

/** Queries the tables of the lake in their work group. */
export function grantLakeTables(
  to: PipelineFunction,
  { lakeArn }: PipelineResources,
  deployment: Deployment,
): void {
  const arn = (service: string, resource: string, resourceName?: string): string =>
    Stack.of(to).formatArn({
      ...{ service, resource },
      ...(resourceName === undefined ? {} : { resourceName }),
    });
  const database = lakeDatabase(deployment);
  const tables = arn('glue', 'table', `${database}/*`);
  const queries = [
    'athena:GetQueryExecution',
    'athena:GetQueryResults',
    'athena:StartQueryExecution',
  ];
  allow(to.function, ['s3:GetBucketLocation'], [lakeArn]); // Athena asks where answers go
  allow(to.function, queries, [arn('athena', 'workgroup', lakeWorkGroup(deployment))]);
  allow(
    to.function,
    ['glue:GetDatabase', 'glue:GetPartitions', 'glue:GetTable'],
    [arn('glue', 'catalog'), arn('glue', 'database', database), tables],
  );
  acknowledgeWildcard(
    to,
    tables,
    'The tables of one database, which holds nothing but the streams and results of this deployment.',
  );
}

/** Reads and writes rows and what is known of views, by their keys. */
export function grantViews(to: PipelineFunction, { views }: PipelineResources): void {
  allow(to.function, [...READ_ITEMS, ...WRITE_ITEMS], [views.tableArn]);
}

/** Reads how far the lanes are. */
export function grantReadState(to: PipelineFunction, { state }: PipelineResources): void {
  allow(to.function, READ_ITEMS, [state.tableArn]);
}

/** Notes what fails, and that it went on: the items of one partition of the state table. */
export function grantTaskFailures(
  to: PipelineFunction,
  { state }: PipelineResources,
  pipeline: string,
): void {
  to.function.addToRolePolicy(
    new PolicyStatement({
      actions: ['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      resources: [state.tableArn],
      conditions: {
        'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [failuresPartition(pipeline)] },
      },
    }),
  );
}

/** Sees which shards there are, and which replaced which. */
export function grantTopology(to: PipelineFunction, streams: Iterable<IStream>): void {
  const actions = ['kinesis:DescribeStreamSummary', 'kinesis:ListShards'];
  allow(to.function, actions, arnsOf(streams));
}

/** Puts records, and sees which shards they can go to. */
export function grantPutRecords(to: PipelineFunction, streams: Iterable<IStream>): void {
  const all = [...streams];
  allow(to.function, ['kinesis:PutRecord', 'kinesis:PutRecords'], arnsOf(all));
  grantTopology(to, all);
}

/** What a function may do with the objects below a prefix of the lake. */
export interface LakeGrant {
  readonly prefix: string;
  readonly actions: readonly ('get' | 'put' | 'remove')[];
}

/** Puts and gets objects below some prefixes of the lake, and removes them, with their versions. */
export function grantLake(
  to: PipelineFunction,
  { lakeArn }: PipelineResources,
  grants: readonly LakeGrant[],
): void {
  const names = {
    get: ['s3:GetObject'],
    put: ['s3:PutObject', 's3:AbortMultipartUpload'],
    remove: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
  };
  const removes = grants.some(({ actions }) => actions.includes('remove'));
  for (const { prefix, actions } of grants) {
    const objects = `${lakeArn}/${prefix}*`;
    allow(
      to.function,
      actions.flatMap((action) => names[action]),
      [objects],
    );
    acknowledgeWildcard(
      to,
      objects,
      `Objects are named after shards and sequence numbers, which nobody knows before they exist; ` +
        `${prefix} is the narrowest prefix that holds them.`,
    );
  }
  // a missing object is 404 only to who may list
  allow(to.function, ['s3:ListBucket', ...(removes ? ['s3:ListBucketVersions'] : [])], [lakeArn]);
}

/** Uses the key of the deployment, if there is one, for everything that it encrypts. */
export function grantKey(to: PipelineFunction, { key }: PipelineResources): void {
  if (key === undefined) return;
  key.grantEncryptDecrypt(to.function);
  acknowledgeKey(to);
}

const allow = (to: IFunction, actions: string[], resources: string[]): void =>
  to.addToRolePolicy(new PolicyStatement({ actions, resources }));

const arnsOf = (streams: Iterable<IStream>): string[] =>
  [...streams].map(({ streamArn }) => streamArn);
