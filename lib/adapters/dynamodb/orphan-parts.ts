import { DeleteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import pMap from 'p-map';
import { attributesOf, type ContentAttributes, partsIn } from './content.ts';
import type { Item } from './item.ts';
import { keysOf, PARTS_PREFIX } from './parts.ts';
import { projection } from './projection.ts';
import { queryAll } from './query-key.ts';

/** Deletes that are under way at once. */
const CONCURRENCY = 16;

/**
 * Deletes the parts beside items of a partition that none of them names: whoever wrote them died before
 * the item. To be called when nobody writes there; of an item that is being written the parts come first.
 *
 * @param pk - Partition key of the items.
 * @param at - Where items of the partition may have contents.
 */
export async function removeOrphans(
  client: DynamoDBClient,
  TableName: string,
  { pk, at }: { readonly pk: string; readonly at: readonly ContentAttributes[] },
): Promise<void> {
  const parts = await partition(`${PARTS_PREFIX}${pk}`, ['pk', 'sk']);
  if (parts.length === 0) return;
  const items = await partition(pk, [...new Set(at.flatMap(attributesOf))]);
  const named = items.flatMap((item) => at.flatMap((each) => partsIn(item, each) ?? []));
  const kept = new Set(named.flatMap(keysOf).map(({ sk }) => sk?.S));
  const orphans = parts.filter(({ sk }) => !kept.has(sk?.S));
  const remove = (Key: Item) => client.send(new DeleteItemCommand({ TableName, Key }));
  await pMap(orphans, remove, { concurrency: CONCURRENCY });

  function partition(key: string, attributes: readonly string[]): Promise<Item[]> {
    return queryAll(client, {
      ...{ TableName, ConsistentRead: true, KeyConditionExpression: 'pk = :pk' },
      ...projection(attributes),
      ExpressionAttributeValues: { ':pk': { S: key } },
    });
  }
}

/** Partition keys of the items that some parts are beside, each once; none for what is no part. */
export const besideWhom = (items: readonly Item[]): string[] => [
  ...new Set(
    items.flatMap(({ pk }) =>
      pk?.S?.startsWith(PARTS_PREFIX) ? [pk.S.slice(PARTS_PREFIX.length)] : [],
    ),
  ),
];
