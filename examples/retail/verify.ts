import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import { type Comparison, compareRows } from './compare.ts';
import { expectedByCountry, expectedByDay, type RowTexts } from './expected.ts';
import { byCountryFromLake } from './lake-sql.ts';
import { readRows } from './read-rows.ts';

/** Where the rows and the lake of a deployed `retail` are. */
export interface RetailDeployment {
  readonly dynamodb: DynamoDBClient;
  readonly s3: S3Client;
  readonly viewsTable: string;
  readonly lakeBucket: string;
}

/** Compares every row with the published answers, and the lake's SQL with the rows. */
export async function verifyRetail({
  dynamodb,
  s3,
  viewsTable,
  lakeBucket,
}: RetailDeployment): Promise<readonly (Comparison & { readonly against: string })[]> {
  const [byCountry, totals, sales, fromLake] = await Promise.all([
    readRows(dynamodb, viewsTable, 'sales_by_country'),
    readRows(dynamodb, viewsTable, 'daily_totals'),
    readRows(dynamodb, viewsTable, 'daily_sales'),
    byCountryFromLake(s3, lakeBucket),
  ]);
  return [
    {
      against: 'sales_by_country against the published answers',
      ...compareRows('sales_by_country', byCountry, await expectedByCountry()),
    },
    {
      against: 'daily_totals and daily_sales against the published answers',
      ...compareRows('daily', merged(totals, sales), await expectedByDay()),
    },
    {
      against: 'sales_by_country against SQL over the lake (DuckDB)',
      ...compareRows('sales_by_country', byCountry, fromLake),
    },
  ];
}

const merged = (a: RowTexts, b: RowTexts): RowTexts =>
  new Map([...a].map(([id, values]) => [id, { ...values, ...b.get(id) }]));
