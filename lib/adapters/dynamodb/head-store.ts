import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Json } from '../../core/aggregators/aggregator.ts';
import { formatInstant } from '../../core/instant.ts';
import type { EventTime } from '../../core/time.ts';
import type { Head, HeadStore, StoredHead } from '../../ports/head-store.ts';
import type { TaskId } from '../../ports/task.ts';
import { batchGet } from './batch-get.ts';
import { decodeHead, encodeHead } from './head-codec.ts';
import { isWritten } from './is-written.ts';
import type { Item } from './item.ts';

/** Largest compressed head, in bytes; an item holds 400 KB in all. */
export const MAX_HEAD_BYTES = 300_000;

/** Key of a task's head in the state table. */
export const headItemKey = (task: TaskId): Item => ({
  pk: { S: `H#${idOf(task)}` },
  sk: { S: 'H' },
});

/** Key of what a task shows of itself. */
export const markItemKey = (task: TaskId): Item => ({
  pk: { S: `AP#${idOf(task)}` },
  sk: { S: 'AP' },
});

const idOf = ({ pipeline, stage, shard }: TaskId): string => `${pipeline}#${stage}#${shard}`;

/**
 * Heads in a table with the keys `pk` and `sk`.
 *
 * What a head changes is one compressed attribute, beside what identifies it in plain text.
 */
export function dynamoHeadStore(
  client: DynamoDBClient,
  table: string,
  { now }: { readonly now: () => EventTime } = { now: Date.now },
): HeadStore {
  const encoded = new WeakMap<Head, Uint8Array>();
  const payloadOf = (head: Head): Uint8Array => {
    const bytes = encoded.get(head) ?? encodeHead(head);
    encoded.set(head, bytes);
    return bytes;
  };

  return {
    async read<P extends Json>(task: TaskId): Promise<StoredHead<P> | undefined> {
      const items = await batchGet(client, table, { keys: [headItemKey(task), markItemKey(task)] });
      const stored = items.find((item) => item['sk']?.S === 'H');
      if (stored === undefined) return undefined;
      const mark = items.find((item) => item['sk']?.S === 'AP');
      return { head: headFrom<P>(stored), applied: Number(mark?.['epoch']?.N ?? 0) };
    },

    commit: (task, head, expected) =>
      isWritten(
        client,
        new PutItemCommand({
          TableName: table,
          Item: {
            ...headItemKey(task),
            gen: { N: String(head.gen) },
            epoch: { N: String(head.epoch) },
            payload: { B: payloadOf(head) },
          },
          ...(expected === undefined
            ? { ConditionExpression: 'attribute_not_exists(pk)' }
            : {
                ConditionExpression: 'epoch = :expected',
                ExpressionAttributeValues: { ':expected': { N: String(expected) } },
              }),
        }),
      ),

    async markApplied(task, { epoch, watermark, details }) {
      await isWritten(
        client,
        new PutItemCommand({
          TableName: table,
          Item: {
            ...markItemKey(task),
            epoch: { N: String(epoch) },
            movedAt: { S: formatInstant(now()) }, // by the wall clock: whether it stands still now
            stage: { S: task.stage },
            shard: { S: task.shard },
            details: { S: JSON.stringify(details) },
            ...(Number.isFinite(watermark) ? { watermark: { S: formatInstant(watermark) } } : {}),
          },
          ConditionExpression: 'attribute_not_exists(pk) OR epoch < :epoch',
          ExpressionAttributeValues: { ':epoch': { N: String(epoch) } },
        }),
      );
    },

    fits: (head) => payloadOf(head).length <= MAX_HEAD_BYTES,
  };
}

function headFrom<P extends Json>(item: Item): Head<P> {
  const number = (name: string) => Number(item[name]?.N);
  const payload = item['payload']?.B ?? new Uint8Array();
  return decodeHead<P>(payload, { gen: number('gen'), epoch: number('epoch') });
}
