import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { DuckDBInstance } from '@duckdb/node-api';
import pMap from 'p-map';
import type { RowTexts } from './expected.ts';

/**
 * `sales_by_country` by SQL over the archived records. Shares nothing with the operators: another
 * language, another engine, its own windows, and events told apart by their id.
 */
const BY_COUNTRY = (files: string) => `
  with lines as (
    select distinct on (eventId) * from read_parquet('${files}') where _kind = 'event'
  )
  select
    strftime(date_trunc('hour', make_timestamp(epoch_ms(InvoiceDate) * 1000)), '%Y-%m-%dT%H:%M:%S.000Z') || ' ' || Country as id,
    count(*)::varchar as line_count,
    sum(Quantity)::varchar as quantity,
    sum(Quantity::decimal(18, 0) * UnitPrice)::varchar as revenue,
    count(distinct InvoiceNo)::varchar as distinct_invoices,
    count(distinct CustomerID)::varchar as distinct_customers
  from lines
  group by 1`;

const EVENTS = (files: string) =>
  `select count(distinct eventId)::varchar as events from read_parquet('${files}')`;

/** How many events are in the lake, repetitions not counted. */
export async function archivedEvents(s3: S3Client, bucket: string): Promise<number> {
  const [row] = await query(s3, bucket, EVENTS);
  return Number(row?.['events'] ?? 0);
}

/** Rows of `sales_by_country` as SQL finds them in the lake. */
export async function byCountryFromLake(s3: S3Client, bucket: string): Promise<RowTexts> {
  const rows = await query(s3, bucket, BY_COUNTRY);
  return new Map(rows.map(({ id = '', ...values }) => [id, values]));
}

async function query(
  s3: S3Client,
  bucket: string,
  sql: (files: string) => string,
): Promise<Record<string, string>[]> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-lake-'));
  try {
    if ((await download(s3, bucket, folder)) === 0) return [];
    const database = await DuckDBInstance.create(':memory:');
    const connection = await database.connect();
    const result = await connection.runAndReadAll(sql(`${folder}/*.parquet`));
    connection.closeSync();
    return result.getRowObjects() as unknown as Record<string, string>[];
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** @returns How many objects there are. */
async function download(s3: S3Client, bucket: string, folder: string): Promise<number> {
  await mkdir(folder, { recursive: true });
  const keys: string[] = [];
  const pages = paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: 'lake/sales/' });
  for await (const { Contents = [] } of pages) keys.push(...Contents.map(({ Key = '' }) => Key));
  await pMap(
    keys,
    async (key, i) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      const bytes = await Body?.transformToByteArray();
      await writeFile(join(folder, `${i}.parquet`), bytes ?? new Uint8Array());
    },
    { concurrency: 8 },
  );
  return keys.length;
}
