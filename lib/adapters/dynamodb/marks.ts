import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Json } from '../../core/aggregators/aggregator.ts';
import { parseInstant } from '../../core/instant.ts';
import type { EventTime } from '../../core/time.ts';
import type { AppliedMark } from '../../ports/head-store.ts';
import type { TaskId } from '../../ports/task.ts';
import { batchGet } from './batch-get.ts';
import { markItemKey } from './head-item.ts';

/** What a task shows of itself, and which one it is. */
export interface TaskMark extends AppliedMark {
  readonly lane: string;
  readonly shard: string;
  /** When it was written, by the wall clock; `null` if it was before that was written down. */
  readonly movedAt: EventTime | null;
}

/** The marks of those tasks that have applied an epoch, and not only begun to. */
export async function readMarks(
  client: DynamoDBClient,
  table: string,
  tasks: readonly TaskId[],
): Promise<TaskMark[]> {
  const items = await batchGet(client, table, { keys: tasks.map(markItemKey) });
  const applied = items.filter((item) => item['epoch'] !== undefined);
  return applied.map((item) => {
    const watermark = parseInstant(item['watermark']?.S ?? '');
    const movedAt = parseInstant(item['movedAt']?.S ?? '');
    return {
      lane: item['lane']?.S ?? '',
      shard: item['shard']?.S ?? '',
      movedAt: typeof movedAt === 'number' ? movedAt : null,
      epoch: Number(item['epoch']?.N ?? 0),
      watermark: typeof watermark === 'number' ? watermark : Number.NEGATIVE_INFINITY,
      details: JSON.parse(item['details']?.S ?? 'null') as Json,
    };
  });
}
