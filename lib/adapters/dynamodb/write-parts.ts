import { DeleteItemCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import pMap from 'p-map';
import type { Item } from './item.ts';
import { keysOf, PART_BYTES, type Parts } from './parts.ts';

/** Parts that are written at once. */
const CONCURRENCY = 16;

/** Writes all parts. @param more - Attributes of each part, beside its keys and bytes. */
export async function putParts(
  client: DynamoDBClient,
  TableName: string,
  { parts, bytes, more = {} }: { parts: Parts; bytes: Uint8Array; more?: Item },
): Promise<void> {
  const put = (key: Item, i: number) => {
    const part = bytes.subarray(i * PART_BYTES, (i + 1) * PART_BYTES);
    return client.send(
      new PutItemCommand({ TableName, Item: { ...key, ...more, part: { B: part } } }),
    );
  };
  await pMap(keysOf(parts), put, { concurrency: CONCURRENCY });
}

/** Removes parts; those that are gone are no error. */
export async function removeParts(
  client: DynamoDBClient,
  TableName: string,
  parts: Parts,
): Promise<void> {
  const remove = (Key: Item) => client.send(new DeleteItemCommand({ TableName, Key }));
  await pMap(keysOf(parts), remove, { concurrency: CONCURRENCY });
}
