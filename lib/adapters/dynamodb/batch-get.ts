import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import pMap from 'p-map';
import pRetry from 'p-retry';
import { TransientError } from '../../errors/transient-error.ts';
import type { Item } from './item.ts';
import { DYNAMODB_LIMITS } from './limits.ts';
import { projection } from './projection.ts';

export interface BatchGet {
  readonly keys: readonly Item[];
  /** Attributes to give; all if not said. */
  readonly attributes?: readonly string[];
}

/**
 * The items that exist of the keys, strongly consistent, in no order.
 *
 * @throws {@link TransientError} if the table goes on to leave keys unanswered.
 */
export async function batchGet(
  client: DynamoDBClient,
  table: string,
  { keys, attributes }: BatchGet,
): Promise<Item[]> {
  const { batchGetKeys: most } = DYNAMODB_LIMITS;
  const calls = Array.from({ length: Math.ceil(keys.length / most) }, (_, i) =>
    keys.slice(i * most, (i + 1) * most),
  );
  const found = await pMap(calls, (some) => getAll(client, table, { keys: some, attributes }), {
    concurrency: 16,
  });
  return found.flat();
}

interface OneCall {
  readonly keys: readonly Item[];
  readonly attributes: readonly string[] | undefined;
}

async function getAll(
  client: DynamoDBClient,
  table: string,
  { keys, attributes = [] }: OneCall,
): Promise<Item[]> {
  const items: Item[] = [];
  let rest: Item[] = [...keys];
  const step = async (): Promise<void> => {
    const asked = rest.length;
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetItemCommand({
        RequestItems: { [table]: { Keys: rest, ConsistentRead: true, ...projection(attributes) } },
      }),
    );
    for (const item of Responses?.[table] ?? []) items.push(item);
    rest = UnprocessedKeys?.[table]?.Keys ?? [];
    if (rest.length === asked) {
      throw new TransientError(`${table}: ${rest.length} keys were left unanswered`);
    }
  };
  // an answer holds 16 MB, so that what is large comes in several: that is no failure
  while (rest.length > 0) {
    await pRetry(step, {
      retries: 8,
      minTimeout: 20,
      maxTimeout: 1_000,
      randomize: true,
      shouldRetry: ({ error }) => error instanceof TransientError,
    });
  }
  return items;
}
