import { DeleteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import pMap from 'p-map';
import type { RowKey } from '../../ports/effects.ts';
import type { RowEraser } from '../../ports/row-eraser.ts';
import { queryAll } from './query-key.ts';
import { rowItemKey } from './row-item.ts';

/** Deletes that are under way at once. */
const CONCURRENCY = 16;

/** Deletes rows and records from the views table. */
export function dynamoRowEraser(client: DynamoDBClient, table: string): RowEraser {
  const deleteItem = (Key: ReturnType<typeof rowItemKey>): Promise<unknown> =>
    client.send(new DeleteItemCommand({ TableName: table, Key }));
  return {
    async eraseKey({ view, key }) {
      const pk = rowItemKey({ view, key, start: 0 }).pk;
      const items = await queryAll(client, {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk',
        ProjectionExpression: 'sk',
        ExpressionAttributeValues: { ':pk': pk },
      });
      await pMap(items, ({ sk }) => deleteItem({ pk, sk: { S: sk?.S ?? '' } }), {
        concurrency: CONCURRENCY,
      });
      return items.length;
    },
    async eraseRows(rows: readonly RowKey[]) {
      await pMap(rows, (row) => deleteItem(rowItemKey(row)), { concurrency: CONCURRENCY });
    },
  };
}
