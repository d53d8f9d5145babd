import { createHash } from 'node:crypto';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import {
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  paginateQuery,
} from '@aws-sdk/client-dynamodb';
import pMap from 'p-map';
import type { Json } from '../../core/aggregators/aggregator.ts';
import type { EventTime } from '../../core/time.ts';
import type {
  StateImage,
  StateKey,
  StateStore,
  Timer,
  TimerImage,
} from '../../ports/state-store.ts';
import type { TaskId } from '../../ports/task.ts';
import { batchGet } from './batch-get.ts';
import { isWritten } from './is-written.ts';
import { type Item, KEEP_FENCE } from './row-item.ts';

/** Writes that are under way at once. */
const CONCURRENCY = 64;

/**
 * States and timers in a table with the keys `pk` and `sk`.
 *
 * A state is one item, compressed. It fits, because the head that it was logged in is smaller than an
 * item may be. A timer is an item without content below its task, sorted by step and time.
 *
 * @param now - Wall clock, used for nothing but expiry of empty states.
 */
export function dynamoStateStore(
  client: DynamoDBClient,
  table: string,
  { now }: { readonly now: () => number },
): StateStore {
  /** Sends a conditional write; somebody else's later write is what the condition is for. */
  async function unlessNewer(Key: Item, fence: string, rest: Item | undefined): Promise<void> {
    const condition = {
      TableName: table,
      ConditionExpression: 'attribute_not_exists(fence) OR fence < :fence',
      ExpressionAttributeValues: { ':fence': { S: fence } },
    };
    await isWritten(
      client,
      rest === undefined
        ? new DeleteItemCommand({ ...condition, Key })
        : new PutItemCommand({ ...condition, Item: { ...Key, ...rest, fence: { S: fence } } }),
    );
  }

  return {
    async read(task, keys) {
      const byItemKey = new Map(keys.map((key) => [stateItemKey(task, key)['pk']?.S, key]));
      const items = await batchGet(client, table, {
        keys: [...byItemKey.values()].map((key) => stateItemKey(task, key)),
        attributes: ['pk', 'state'],
      });
      return items.flatMap((item) => {
        const key = byItemKey.get(item['pk']?.S);
        const bytes = item['state']?.B;
        return key === undefined || bytes === undefined ? [] : [{ ...key, state: unpack(bytes) }];
      });
    },

    async write(task, { states, timers }, fence) {
      const writes = [
        ...states.map((image) => () => {
          const attributes: Item = { state: { B: pack(image) } };
          if (image.isEmpty) attributes['expiresAt'] = seconds(now() + KEEP_FENCE);
          return unlessNewer(stateItemKey(task, image), fence, attributes);
        }),
        ...timers.map((image) => () => {
          const attributes = image.isSet ? attributesOf(image) : undefined;
          return unlessNewer(timerItemKey(task, image), fence, attributes);
        }),
      ];
      await pMap(writes, (write) => write(), { concurrency: CONCURRENCY });
    },

    async due(task, { step, until, limit }) {
      const pages = paginateQuery(
        { client },
        {
          TableName: table,
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :step)',
          ExpressionAttributeValues: {
            ':pk': { S: timersOf(task) },
            ':step': { S: `${step}#` },
          },
          Limit: limit + 1,
        },
      );
      const timers: Timer[] = [];
      for await (const { Items = [] } of pages) {
        for (const { due, key } of Items) {
          const timer = { step, due: Number(due?.N), key: key?.S ?? '' };
          if (timer.due > until || timers.length === limit) return { timers, next: timer.due };
          timers.push(timer);
        }
      }
      return { timers, next: null };
    },
  };
}

const stateItemKey = ({ pipeline }: TaskId, { owner, key }: StateKey): Item => ({
  pk: { S: `S#${pipeline}#${owner}#${key}` },
  sk: { S: 'S' },
});

const timersOf = ({ pipeline, stage, shard }: TaskId): string => `T#${pipeline}#${stage}#${shard}`;

const timerItemKey = (task: TaskId, { step, due, key }: Timer): Item => ({
  pk: { S: timersOf(task) },
  sk: { S: `${step}#${sortable(due)}#${shortened(key)}` },
});

const attributesOf = ({ due, key }: TimerImage): Item => ({
  due: { N: String(due) },
  key: { S: key },
});

/** Text that sorts as the times do: as many digits for all times from −10¹⁵ on. */
const sortable = (due: EventTime): string => String(due + 1e15).padStart(16, '0');

/** Longest key that is part of a sort key as it is, in bytes: a sort key holds 1,024. */
const MAX_KEY_BYTES = 512;

/** The key, or what stands for it without doubt where it is too long. */
const shortened = (key: string): string =>
  Buffer.byteLength(key) <= MAX_KEY_BYTES
    ? `=${key}`
    : `~${createHash('sha256').update(key).digest('hex')}`;

const seconds = (ms: number) => ({ N: String(Math.ceil(ms / 1_000)) });

function pack({ state }: StateImage): Uint8Array {
  return zstdCompressSync(JSON.stringify(state), {
    params: { [constants.ZSTD_c_compressionLevel]: 3 },
  });
}

const unpack = (bytes: Uint8Array): Json =>
  JSON.parse(zstdDecompressSync(bytes).toString('utf8')) as Json;
