import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { type DynamoDBClient, PutItemCommand, paginateQuery } from '@aws-sdk/client-dynamodb';
import pMap from 'p-map';
import type { SeenIdStore } from '../../ports/outbox.ts';
import type { TaskId } from '../../ports/task.ts';

/** Ids in one item; with ids of up to 60 characters it stays well below 400 KB even incompressible. */
const IDS_PER_ITEM = 4_000;

/** How long items are kept after they were written, beyond the horizon. Milliseconds. */
const MARGIN = 7 * 86_400_000;

type Ids = readonly (readonly [id: string, at: number])[];

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
      const chunks = Array.from({ length: Math.ceil(ids.length / IDS_PER_ITEM) }, (_, i) =>
        ids.slice(i * IDS_PER_ITEM, (i + 1) * IDS_PER_ITEM),
      );
      await pMap(chunks, (some, i) =>
        client.send(
          new PutItemCommand({
            TableName: table,
            Item: {
              pk: { S: partitionOf(task) },
              sk: { S: `${fence}#${String(i).padStart(6, '0')}` },
              newest: { N: String(some.reduce((max, [, at]) => Math.max(max, at), -Infinity)) },
              ids: { B: zstdCompressSync(JSON.stringify(some)) },
              expiresAt: { N: String(Math.ceil((now() + keepFor + MARGIN) / 1_000)) },
            },
          }),
        ),
      );
    },

    async load(tasks, since) {
      const found = await pMap(tasks, (task) => query(client, table, { task, since }));
      return found.flat();
    },
  };
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
        ':pk': { S: partitionOf(task) },
        ...(Number.isFinite(since) ? { ':since': { N: String(since) } } : {}),
      },
    },
  );
  const ids: Ids[number][] = [];
  for await (const { Items = [] } of pages) {
    for (const item of Items) {
      const bytes = item['ids']?.B ?? new Uint8Array();
      const some = JSON.parse(zstdDecompressSync(bytes).toString('utf8')) as Ids;
      ids.push(...some.filter(([, at]) => at >= since));
    }
  }
  return ids;
}

const partitionOf = ({ pipeline, stage, shard }: TaskId): string =>
  `ID#${pipeline}#${stage}#${shard}`;
