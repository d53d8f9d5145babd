import { type DynamoDBClient, paginateQuery, paginateScan } from '@aws-sdk/client-dynamodb';
import type { RowTexts } from './expected.ts';

/**
 * All rows of a view, read as anybody reads a table: no library of ours, top-level attributes only.
 */
export async function readRows(
  client: DynamoDBClient,
  table: string,
  view: string,
): Promise<RowTexts> {
  const rows = new Map<string, Readonly<Record<string, string>>>();
  const pages = paginateScan(
    { client },
    {
      TableName: table,
      ConsistentRead: true,
      FilterExpression: 'begins_with(pk, :view) AND attribute_exists(windowEnd)',
      ExpressionAttributeValues: { ':view': { S: `${view}#` } },
    },
  );
  for await (const { Items = [] } of pages) {
    for (const item of Items) {
      const texts = Object.entries(item).map(([name, value]) => [name, value.N ?? value.S ?? '']);
      rows.set(`${item['sk']?.S} ${item['key']?.S}`, Object.fromEntries(texts));
    }
  }
  return rows;
}

/** How far a view is complete: the least of what its writers say; −Infinity if one is silent. */
export async function viewWatermark(
  client: DynamoDBClient,
  table: string,
  view: string,
): Promise<number> {
  const watermarks: number[] = [];
  const pages = paginateQuery(
    { client },
    {
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: `@watermark#${view}` } },
    },
  );
  for await (const { Items = [] } of pages) {
    for (const { watermark } of Items) watermarks.push(Number(watermark?.N ?? -Infinity));
  }
  return watermarks.length === 0 ? Number.NEGATIVE_INFINITY : Math.min(...watermarks);
}
