import { type DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import pMap from 'p-map';
import { END_OF_TIME } from '../../core/time.ts';
import type { RowStore } from '../../ports/row-store.ts';
import { isTransacted } from './is-transacted.ts';
import { isWritten } from './is-written.ts';
import { readRows } from './read-rows.ts';
import { type Item, type RowLayout, rowItem } from './row-item.ts';

/** Writes that are under way at once. */
const CONCURRENCY = 64;

/** Stored in place of the end of time, which is no number. Milliseconds. */
export const RETIRED = 8.64e15;

/**
 * How a row is written whose view this code does not know, because it was removed since, or the code
 * was deployed before it: with its accumulators, so that nothing is lost, and without what it shows.
 */
const UNKNOWN_VIEW: RowLayout = { keyFields: [], keyTypes: [], aggregates: {} };

/** Key of the item that says how far one task has brought a view. */
export const watermarkItemKey = (view: string, shard: string) => ({
  pk: { S: `${view}#@watermark` },
  sk: { S: shard },
});

/**
 * Rows in a table with the keys `pk` and `sk`, one item a row.
 *
 * @param layouts - By view id.
 */
export function dynamoRowStore(
  client: DynamoDBClient,
  table: string,
  layouts: ReadonlyMap<string, RowLayout>,
): RowStore {
  /** Sends a conditional write; somebody else's later write is what the condition is for. */
  async function unlessNewer(command: PutItemCommand | UpdateItemCommand): Promise<void> {
    await isWritten(client, command);
  }

  return {
    async read(keys) {
      return (await readRows(client, table, { keys })).map(({ row }) => row);
    },

    async write(rows, fence) {
      await pMap(
        rows,
        (image) => {
          const layout = layouts.get(image.view) ?? UNKNOWN_VIEW;
          return unlessNewer(
            new PutItemCommand({
              TableName: table,
              Item: rowItem(image, layout, fence),
              ConditionExpression: 'attribute_not_exists(fence) OR fence < :fence',
              ExpressionAttributeValues: { ':fence': { S: fence } },
            }),
          );
        },
        { concurrency: CONCURRENCY },
      );
    },

    publishWatermark: (view, shard, watermark) =>
      unlessNewer(
        new UpdateItemCommand({
          TableName: table,
          Key: watermarkItemKey(view, shard),
          UpdateExpression: 'SET watermark = :w',
          ConditionExpression: 'attribute_not_exists(watermark) OR watermark < :w',
          ExpressionAttributeValues: {
            ':w': { N: String(watermark === END_OF_TIME ? RETIRED : watermark) },
          },
        }),
      ),

    async expectTasks(view, shards, unless) {
      const condition = 'attribute_not_exists(pk)';
      const put = (shard: string) => ({
        TableName: table,
        Item: watermarkItemKey(view, shard),
        ConditionExpression: condition,
      });
      const check = (Key: Item) => ({ TableName: table, Key, ConditionExpression: condition });
      await pMap(
        shards,
        (shard) =>
          unless === undefined
            ? isWritten(client, new PutItemCommand(put(shard)))
            : isTransacted(client, [
                { ConditionCheck: check(watermarkItemKey(view, unless)) },
                { Put: put(shard) },
              ]),
        { concurrency: CONCURRENCY },
      );
    },
  };
}
