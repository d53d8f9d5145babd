import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { formatInstant } from '../../core/instant.ts';
import type { EventTime } from '../../core/time.ts';
import { failuresPartition } from '../../pipeline/deployed/resource-names.ts';
import type { TaskId } from '../../ports/task.ts';
import type { TaskFailures } from '../../ports/task-failures.ts';
import { errorCode } from '../aws/error-code.ts';
import type { Item } from './item.ts';

/** When and how much is noted. Milliseconds. */
export const FAILURE_NOTES = {
  /** Least time between two writes of one task. */
  every: 30_000,
  /** Longest that one may take: a lane that fails because the table is slow must not wait for it. */
  patience: 2_000,
  /** Failures that are further apart are not those of one standstill. */
  oneStandstill: 1_800_000,
  /** How long a failure is kept that nothing follows. */
  keptFor: 7 * 86_400_000,
  messageCharacters: 500,
} as const;

interface Noted {
  /** When it was last written; −Infinity before that. */
  at: number;
  /** Failures since then. */
  more: number;
  /** Whether nothing is stored, as far as this process knows. */
  isVoid: boolean;
}

/** Key of what a task last failed with. */
export const failureKey = ({ pipeline, lane, shard }: TaskId): Item => ({
  pk: { S: failuresPartition(pipeline) },
  sk: { S: `${lane}#${shard}` },
});

/** Failures in the state table: one small item for each task that fails. */
export function dynamoTaskFailures(
  client: DynamoDBClient,
  table: string,
  { now }: { readonly now: () => EventTime },
): TaskFailures {
  const noted = new Map<string, Noted>();
  const knownOf = (task: TaskId): Noted => {
    const id = `${task.lane}#${task.shard}`;
    const known = noted.get(id) ?? { at: Number.NEGATIVE_INFINITY, more: 0, isVoid: false };
    noted.set(id, known);
    return known;
  };
  const patience = () => ({ abortSignal: AbortSignal.timeout(FAILURE_NOTES.patience) });

  /** Adds to what was noted of the same standstill; `false` if there is none. */
  async function add(task: TaskId, failure: Item, more: number): Promise<boolean> {
    const since = now() - FAILURE_NOTES.oneStandstill;
    try {
      await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: failureKey(task),
          UpdateExpression:
            'SET #code = :code, #message = :message, #last = :last, expiresAt = :expiresAt ADD #count :more',
          ConditionExpression: '#last > :since',
          ExpressionAttributeNames: {
            ...{ '#code': 'code', '#message': 'message', '#last': 'last', '#count': 'count' },
          },
          ExpressionAttributeValues: {
            ...Object.fromEntries(Object.entries(failure).map(([name, v]) => [`:${name}`, v])),
            ...{ ':more': { N: String(more) }, ':since': { S: formatInstant(since) } },
          },
        }),
        patience(),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  async function begin(task: TaskId, failure: Item, more: number): Promise<void> {
    const { lane, shard } = task;
    const Item = {
      ...{ ...failureKey(task), ...failure, lane: { S: lane }, shard: { S: shard } },
      ...{ since: failure['last'] ?? { S: '' }, count: { N: String(more) } },
    };
    await client.send(new PutItemCommand({ TableName: table, Item }), patience());
  }

  return {
    async failed(task, error) {
      const known = knownOf(task);
      known.more++;
      known.isVoid = false;
      if (now() - known.at < FAILURE_NOTES.every) return;
      const { more } = known;
      Object.assign(known, { at: now(), more: 0 });
      const failure: Item = {
        code: { S: errorCode(error) },
        message: { S: messageOf(error) },
        last: { S: formatInstant(now()) },
        expiresAt: { N: String(Math.ceil((now() + FAILURE_NOTES.keptFor) / 1_000)) },
      };
      await add(task, failure, more)
        .then((isAdded) => (isAdded ? undefined : begin(task, failure, more)))
        .catch(() => undefined);
    },

    async wentOn(task) {
      const known = knownOf(task);
      if (known.isVoid) return;
      const remove = new DeleteItemCommand({ TableName: table, Key: failureKey(task) });
      known.isVoid = await client.send(remove, patience()).then(
        () => true,
        () => false,
      );
      if (known.isVoid) Object.assign(known, { at: Number.NEGATIVE_INFINITY, more: 0 });
    },
  };
}

/** What an error says, on one line and not too much of it. */
function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : 'something was thrown that is no error';
  return message
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .slice(0, FAILURE_NOTES.messageCharacters);
}
