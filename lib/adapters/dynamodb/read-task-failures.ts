import { type DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import { parseInstant } from '../../core/instant.ts';
import type { EventTime } from '../../core/time.ts';
import { failuresPartition } from '../../pipeline/deployed/resource-names.ts';
import type { TaskFailure } from '../../ports/task-failures.ts';
import type { Item } from './item.ts';

/** The tasks of a pipeline that fail. */
export async function readTaskFailures(
  client: DynamoDBClient,
  table: string,
  pipeline: string,
): Promise<TaskFailure[]> {
  const pages = paginateQuery(
    { client },
    {
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: failuresPartition(pipeline) } },
    },
  );
  const items = (await Array.fromAsync(pages)).flatMap(({ Items = [] }) => Items);
  return items.map((item) => ({
    ...{ lane: textOf(item, 'lane'), shard: textOf(item, 'shard') },
    ...{ code: textOf(item, 'code'), message: textOf(item, 'message') },
    ...{ since: instantOf(item, 'since'), last: instantOf(item, 'last') },
    count: Number(item['count']?.N ?? 0),
  }));
}

const textOf = (item: Item, name: string): string => item[name]?.S ?? '';

function instantOf(item: Item, name: string): EventTime {
  const instant = parseInstant(textOf(item, name));
  return typeof instant === 'number' ? instant : Number.NEGATIVE_INFINITY;
}
