import { DeleteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import pMap from 'p-map';
import type { RowKey } from '../../ports/effects.ts';
import type { RowEraser } from '../../ports/row-eraser.ts';
import { PARTS_PREFIX } from './parts.ts';
import { deleteStored } from './put-stored.ts';
import { queryAll } from './query-key.ts';
import { ACCUMULATORS, rowItemKey } from './row-item.ts';

/** Deletes that are under way at once. */
const CONCURRENCY = 16;

/** Deletes rows and records from the views table, with what is beside them. */
export function dynamoRowEraser(client: DynamoDBClient, table: string): RowEraser {
  async function deletePartition(pk: string): Promise<number> {
    const items = await queryAll(client, {
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk',
      ProjectionExpression: 'sk',
      ExpressionAttributeValues: { ':pk': { S: pk } },
    });
    const remove = (sk: string): Promise<unknown> => {
      const Key = { pk: { S: pk }, sk: { S: sk } };
      return client.send(new DeleteItemCommand({ TableName: table, Key }));
    };
    await pMap(items, ({ sk }) => remove(sk?.S ?? ''), { concurrency: CONCURRENCY });
    return items.length;
  }

  return {
    async eraseKey({ view, key }) {
      const pk = rowItemKey({ view, key, start: 0 }).pk.S;
      // all parts, also those that somebody left who died; first, as the rows say that there is something
      await deletePartition(`${PARTS_PREFIX}${pk}`);
      return deletePartition(pk);
    },
    async eraseRows(rows: readonly RowKey[]) {
      const erase = (row: RowKey) =>
        deleteStored(client, table, { Key: rowItemKey(row), at: ACCUMULATORS });
      await pMap(rows, erase, { concurrency: CONCURRENCY });
    },
  };
}
