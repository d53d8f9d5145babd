import { createHash } from 'node:crypto';
import { type DynamoDBClient, PutItemCommand, paginateQuery } from '@aws-sdk/client-dynamodb';
import pMap from 'p-map';
import type { SeenIdStore } from '../../ports/outbox.ts';
import type { TaskId } from '../../ports/task.ts';
import { packText, unpackJson } from './packed.ts';

/** Most ids in one item, and most bytes of them as JSON: so it fits, however little they compress. */
const IDS_PER_ITEM = { count: 4_000, bytes: 380_000 };

/** Longest id that is kept as it is. Bytes. */
export const MAX_ID_BYTES = 512;

/**
 * An id, or its digest if it is long. One that looks like a digest is not kept as it is either, so that
 * nobody can send an id that stands for another.
 */
export const nameOfId = (id: string): string =>
  id.startsWith('~') || (id.length * 3 > MAX_ID_BYTES && Buffer.byteLength(id) > MAX_ID_BYTES)
    ? `~${createHash('sha256').update(id).digest('hex')}`
    : id;

/** How long items are kept after they were written, beyond the horizon. Milliseconds. */
const MARGIN = 7 * 86_400_000;

export type Ids = readonly (readonly [id: string, at: number])[];

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
              newest: { N: String(some.reduce((max, [, at]) => Math.max(max, at), -Infinity)) },
              ids: { B: packText(JSON.stringify(some)) },
              expiresAt: { N: String(Math.ceil((now() + keepFor + MARGIN) / 1_000)) },
            },
          }),
        ),
      );
    },

    nameOf: nameOfId,

    async load(tasks, since) {
      const found = await pMap(tasks, (task) => query(client, table, { task, since }));
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
}

async function query(
  client: DynamoDBClient,
  table: string,
  { task, since }: Wanted,
): Promise<Ids[number][]> {
  const pages = paginateQuery(
    { client },
    {
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk',
      ...(Number.isFinite(since) ? { FilterExpression: 'newest >= :since' } : {}),
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
      for (const [id, at] of some) if (at >= since) ids.push([known(id), at]);
    }
  }
  return ids;
}

/** The name of a stored id: long ones were kept as they are once. */
const known = (id: string): string => (id.startsWith('~') ? id : nameOfId(id));

/** Partition of the ids that a task has seen. */
export const idsOf = ({ pipeline, stage, shard }: TaskId): string =>
  `ID#${pipeline}#${stage}#${shard}`;
