import { type DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import pMap from 'p-map';
import { END_OF_TIME } from '../../core/time.ts';
import type { RowStore } from '../../ports/row-store.ts';
import { controlKey, formerControlKey, RETIRED } from './control-items.ts';
import { isTransacted } from './is-transacted.ts';
import { isWritten } from './is-written.ts';
import type { Item } from './item.ts';
import { putStored } from './put-stored.ts';
import { readRows } from './read-rows.ts';
import { ACCUMULATORS, type RowLayout, type RowTable, storedRow } from './row-item.ts';
import { spilledItems } from './spilled-items.ts';

/** Writes that are under way at once. */
const CONCURRENCY = 64;

/**
 * How a row is written whose view this code does not know, because it was removed since, or the code
 * was deployed before it: with its accumulators, so that nothing is lost, and without what it shows.
 */
const UNKNOWN_VIEW: RowLayout = { keyFields: [], keyTypes: [], aggregates: {} };

const watermarkOf = (view: string, shard: string) =>
  ({ kind: 'watermark', view, sk: shard }) as const;

/**
 * Rows in a table with the keys `pk` and `sk`, one item a row.
 *
 * @param layouts - By view id.
 * @param now - Wall clock, used for nothing but expiry of rows that were merged away.
 */
export function dynamoRowStore(
  client: DynamoDBClient,
  table: string,
  { layouts, now }: RowTable,
): RowStore {
  const spilled = spilledItems(ACCUMULATORS);

  return {
    async read(keys) {
      const read = await readRows(client, table, { keys });
      for (const { item } of read) spilled.saw(item);
      return read.map(({ row }) => row);
    },

    async write(rows, fence) {
      await pMap(
        rows,
        async (image) => {
          const stored = storedRow(image, layouts.get(image.view) ?? UNKNOWN_VIEW, {
            fence,
            now: now(),
          });
          const isMerged = image.mergedInto !== undefined;
          await putStored(client, table, {
            stored,
            at: ACCUMULATORS,
            mayReplaceParts: isMerged || spilled.has(stored.item),
            ConditionExpression: 'attribute_not_exists(fence) OR fence < :fence',
            ExpressionAttributeValues: { ':fence': { S: fence } },
          });
          spilled.saw(stored.item);
        },
        { concurrency: CONCURRENCY },
      );
    },

    async publishWatermark(view, shard, watermark) {
      await isWritten(
        client,
        new UpdateItemCommand({
          TableName: table,
          Key: controlKey(watermarkOf(view, shard)),
          UpdateExpression: 'SET watermark = :w',
          ConditionExpression: 'attribute_not_exists(watermark) OR watermark < :w',
          ExpressionAttributeValues: {
            ':w': { N: String(watermark === END_OF_TIME ? RETIRED : watermark) },
          },
        }),
      );
    },

    async expectTasks(view, shards, unless) {
      const condition = 'attribute_not_exists(pk)';
      const put = (shard: string) => ({
        TableName: table,
        Item: controlKey(watermarkOf(view, shard)),
        ConditionExpression: condition,
      });
      const check = (Key: Item) => ({ TableName: table, Key, ConditionExpression: condition });
      await pMap(
        shards,
        (shard) =>
          unless === undefined
            ? isWritten(client, new PutItemCommand(put(shard)))
            : isTransacted(client, [
                { ConditionCheck: check(controlKey(watermarkOf(view, unless))) },
                { ConditionCheck: check(formerControlKey(watermarkOf(view, unless))) },
                { Put: put(shard) },
              ]),
        { concurrency: CONCURRENCY },
      );
    },
  };
}
