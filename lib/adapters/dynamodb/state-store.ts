import { createHash } from 'node:crypto';
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
import { attributesOf, inParts, readContents, type StoredItem } from './content.ts';
import { isWritten } from './is-written.ts';
import type { Item } from './item.ts';
import { itemSize } from './item-size.ts';
import { DYNAMODB_LIMITS } from './limits.ts';
import { packText } from './packed.ts';
import { putStored } from './put-stored.ts';
import { KEEP_FENCE } from './row-item.ts';
import { spilledItems } from './spilled-items.ts';

/** Writes that are under way at once. */
const CONCURRENCY = 64;

/**
 * States and timers in a table with the keys `pk` and `sk`.
 *
 * A state is one item, compressed, or what names its parts. A timer is an item without content below its task, sorted by step and time.
 *
 * @param now - Wall clock, used for nothing but expiry of empty states.
 */
export function dynamoStateStore(
  client: DynamoDBClient,
  table: string,
  { now }: { readonly now: () => number },
): StateStore {
  const spilled = spilledItems(STATE);
  const unlessNewer = (fence: string) => ({
    ConditionExpression: 'attribute_not_exists(fence) OR fence < :fence',
    ExpressionAttributeValues: { ':fence': { S: fence } },
  });

  async function writeState(task: TaskId, image: StateImage, fence: string): Promise<void> {
    const expiry: Item = image.isEmpty ? { expiresAt: seconds(now() + KEEP_FENCE) } : {};
    const item = { ...stateItemKey(task, image), fence: { S: fence }, ...expiry };
    const stored = storedState(item, image.state);
    await putStored(client, table, {
      ...{ stored, at: STATE, mayReplaceParts: spilled.has(item) },
      ...unlessNewer(fence),
    });
    spilled.saw(stored.item);
  }

  async function writeTimer(task: TaskId, image: TimerImage, fence: string): Promise<void> {
    const [condition, Key] = [
      { TableName: table, ...unlessNewer(fence) },
      timerItemKey({ ...task, shard: image.home ?? task.shard }, image),
    ];
    const Item = { ...Key, ...attributesOfTimer(image), fence: { S: fence } };
    await isWritten(
      client,
      image.isSet
        ? new PutItemCommand({ ...condition, Item })
        : new DeleteItemCommand({ ...condition, Key }),
    );
  }

  return {
    async read(task, keys) {
      const byItemKey = new Map(keys.map((key) => [stateItemKey(task, key)['pk']?.S, key]));
      const attributes = attributesOf(STATE);
      const items = await batchGet(client, table, {
        keys: [...byItemKey.values()].map((key) => stateItemKey(task, key)),
        attributes,
      });
      const read = await readContents(client, table, { items, at: STATE, attributes });
      return read.flatMap(({ item, content }) => {
        spilled.saw(item);
        const key = byItemKey.get(item['pk']?.S);
        return key === undefined || content === undefined ? [] : [{ ...key, state: content }];
      });
    },

    async write(task, { states, timers }, fence) {
      const writes = [
        ...states.map((image) => () => writeState(task, image, fence)),
        ...timers.map((image) => () => writeTimer(task, image, fence)),
      ];
      await pMap(writes, (write) => write(), { concurrency: CONCURRENCY });
    },

    async due(task, { step, until, limit, isAskedFor = () => true }) {
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
          if (!isAskedFor(timer.key)) continue;
          if (timer.due > until || timers.length === limit) return { timers, next: timer.due };
          timers.push(timer);
        }
      }
      return { timers, next: null };
    },
  };
}

export const stateItemKey = ({ pipeline }: TaskId, { owner, key }: StateKey): Item => ({
  pk: { S: statesOf(pipeline, owner) + key },
  sk: { S: 'S' },
});

/** What keys of the states of a step begin with. */
export const statesOf = (pipeline: string, owner: string): string => `S#${pipeline}#${owner}#`;

export const timersOf = ({ pipeline, lane, shard }: TaskId): string =>
  `T#${pipeline}#${lane}#${shard}`;

const timerItemKey = (task: TaskId, { step, due, key }: Timer): Item => ({
  pk: { S: timersOf(task) },
  sk: { S: `${step}#${sortable(due)}#${shortened(key)}` },
});

const attributesOfTimer = ({ due, key }: TimerImage): Item => ({
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

/** Where a state is: compressed in its item, or beside it. */
export const STATE = { text: 'state.in', bytes: 'state' } as const;

/** Stands for a state that is beside its item; nobody who does not know that can read it. */
const ELSEWHERE = Buffer.of(0);

function storedState(item: Item, state: Json): StoredItem {
  const bytes = packText(JSON.stringify(state));
  const whole = { ...item, [STATE.bytes]: { B: bytes } };
  if (itemSize(whole) <= DYNAMODB_LIMITS.itemBytes) return { item: whole };
  return inParts({ ...item, [STATE.bytes]: { B: ELSEWHERE } }, STATE, bytes);
}
