import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Json } from '../../core/aggregators/aggregator.ts';
import { InvariantError } from '../../errors/invariant-error.ts';
import { healedFence, type LiveRow, type RowHealer } from '../../ports/row-healer.ts';
import { batchGet } from './batch-get.ts';
import { type Item, type RowLayout, rowItem, rowItemKey } from './row-item.ts';

/**
 * Heals rows in the table that `dynamoRowStore` writes.
 *
 * @param layouts - By view id.
 */
export const dynamoRowHealer = (
  client: DynamoDBClient,
  table: string,
  layouts: ReadonlyMap<string, RowLayout>,
): RowHealer => ({
  async readLive(keys) {
    const byItemKey = new Map(keys.map((key) => [textOf(rowItemKey(key)), key]));
    const items = await batchGet(client, table, {
      keys: keys.map((key) => rowItemKey(key)),
      attributes: ['pk', 'sk', 'acc', 'fence', 'run'],
    });
    return items.flatMap((item): LiveRow[] => {
      const key = byItemKey.get(textOf(item));
      if (key === undefined) return [];
      const acc = JSON.parse(item['acc']?.S ?? '[]') as Json[];
      return [{ ...key, acc, fence: item['fence']?.S ?? '', run: item['run']?.S ?? null }];
    });
  },

  async heal({ row, run, expected }) {
    const layout = layouts.get(row.view);
    if (layout === undefined) throw new InvariantError('L20', `${row.view} has no rows to heal`);
    const condition =
      expected === undefined
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: 'fence = :expected',
            ExpressionAttributeValues: { ':expected': { S: expected } },
          };
    const item = { ...rowItem(row, layout, healedFence(run)), run: { S: run } };
    try {
      await client.send(new PutItemCommand({ TableName: table, Item: item, ...condition }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  },
});

const textOf = (item: Item): string => `${item['pk']?.S}\n${item['sk']?.S}`;
