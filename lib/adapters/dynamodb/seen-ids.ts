import { createHash } from 'node:crypto';
import { type DynamoDBClient, PutItemCommand, paginateQuery } from '@aws-sdk/client-dynamodb';
import pMap from 'p-map';
import { keyedId } from '../../core/event-id.ts';
import type { SeenIdStore } from '../../ports/outbox.ts';
import type { TaskId } from '../../ports/task.ts';
import type { Item } from './item.ts';
import { packText, unpackJson } from './packed.ts';

/** Most ids in one item, and most bytes of them as JSON: so it fits, however little they compress. */
const IDS_PER_ITEM = { count: 4_000, bytes: 380_000 };

/** Longest id that is kept as it is, with its key. Bytes. */
export const MAX_ID_BYTES = 512;

const isLong = (text: string): boolean =>
  text.length * 3 > MAX_ID_BYTES && Buffer.byteLength(text) > MAX_ID_BYTES;

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** An id under its key, or the digest of both if they are long, which is no text of others: those go on with a number. */
export function nameOfId(key: string, id: string): string {
  const text = keyedId(key, id);
  return isLong(text) ? `~=#${digest(text)}` : text;
}

/**
 * As an id was kept before, under whatever key: as it is, or its digest if it is long or looks like
 * one. None looks like an id under its key.
 */
export const formerNameOfId = (id: string): string =>
  id.startsWith('~') || isLong(id) ? `~${digest(id)}` : id;

/** How long items are kept after they were written, beyond the horizon. Milliseconds. */
const MARGIN = 7 * 86_400_000;

export type Ids = readonly (readonly [name: string, arrival: number])[];

/**
 * Seen ids in the state table: one compressed item per epoch, which DynamoDB expires.
 *
 * @param keepFor - The longest horizon of any stream, in milliseconds.
 * @param now - Wall clock, used for nothing but expiry.
 */
export function dynamoSeenIds(
  client: DynamoDBClient,
  table: string,
  { keepFor, now }: { readonly keepFor: number; readonly now: () => number },
): SeenIdStore {
  return {
    async put(task, fence, ids) {
      await pMap(chunksOf(ids), (some, i) =>
        client.send(
          new PutItemCommand({
            TableName: table,
            Item: {
              pk: { S: idsOf(task) },
              sk: { S: `${fence}#${String(i).padStart(6, '0')}` },
              lastArrival: {
                N: String(some.reduce((max, [, at]) => Math.max(max, at), -Infinity)),
              },
              ids: { B: packText(JSON.stringify(some)) },
              expiresAt: { N: String(Math.ceil((now() + keepFor + MARGIN) / 1_000)) },
            },
          }),
        ),
      );
    },

    nameOf: nameOfId,
    formerNameOf: formerNameOfId,

    async load(tasks, since) {
      const found = await pMap(tasks, (task) => query(client, table, { task, since, keepFor }));
      return found.flat();
    },
  };
}

/** Ids in items, in their order. */
function chunksOf(ids: Ids): Ids[] {
  const chunks: Ids[number][][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const each of ids) {
    const size = Buffer.byteLength(JSON.stringify(each)) + 1;
    const last = chunks.at(-1);
    if (
      last !== undefined &&
      bytes + size <= IDS_PER_ITEM.bytes &&
      last.length < IDS_PER_ITEM.count
    ) {
      last.push(each);
      bytes += size;
    } else {
      chunks.push([each]);
      bytes = size;
    }
  }
  return chunks;
}

interface Wanted {
  readonly task: TaskId;
  readonly since: number;
  readonly keepFor: number;
}

async function query(
  client: DynamoDBClient,
  table: string,
  { task, since, keepFor }: Wanted,
): Promise<Ids[number][]> {
  const pages = paginateQuery(
    { client },
    {
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk',
      ...(Number.isFinite(since)
        ? { FilterExpression: 'attribute_not_exists(lastArrival) OR lastArrival >= :since' }
        : {}),
      ExpressionAttributeValues: {
        ':pk': { S: idsOf(task) },
        ...(Number.isFinite(since) ? { ':since': { N: String(since) } } : {}),
      },
    },
  );
  const ids: Ids[number][] = [];
  for await (const { Items = [] } of pages) {
    for (const item of Items) {
      const some = unpackJson(item['ids']?.B ?? new Uint8Array()) as unknown as Ids;
      const kept = 'lastArrival' in item ? some : formerIds(some, item, keepFor);
      for (const each of kept) if (each[1] >= since) ids.push(each);
    }
  }
  return ids;
}

/**
 * Ids that versions before have kept with the times of their events. They were written about when they
 * came, which is known by when they expire. Long ones were kept as they are once.
 */
function formerIds(ids: Ids, item: Item, keepFor: number): Ids {
  const written = Number(item['expiresAt']?.N ?? 0) * 1_000 - keepFor - MARGIN;
  return ids.map(([id]) => [id.startsWith('~') ? id : formerNameOfId(id), written]);
}

/** Partition of the ids that a task has seen. */
export const idsOf = ({ pipeline, lane, shard }: TaskId): string =>
  `ID#${pipeline}#${lane}#${shard}`;
