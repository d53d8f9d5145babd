import { randomUUID } from 'node:crypto';
import { type DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Json } from '../../core/aggregators/aggregator.ts';
import { formatInstant } from '../../core/instant.ts';
import type { EventTime } from '../../core/time.ts';
import { InvariantError } from '../../errors/invariant-error.ts';
import type { Head, HeadStore, Reached, StoredHead } from '../../ports/head-store.ts';
import type { TaskId } from '../../ports/task.ts';
import { batchGet } from './batch-get.ts';
import { MAX_ATTEMPTS, partsIn } from './content.ts';
import { decodeHead } from './head-codec.ts';
import {
  HEAD_PAYLOAD,
  headItemKey,
  type MeasuredHead,
  markItemKey,
  measuredHead,
  storedHead,
} from './head-item.ts';
import { isStill, isWritten } from './is-written.ts';
import type { Item } from './item.ts';
import { itemSize } from './item-size.ts';
import { DYNAMODB_LIMITS } from './limits.ts';
import { type Parts, readParts } from './parts.ts';
import { putParts, removeParts } from './write-parts.ts';

/**
 * How long parts of a head are kept, in milliseconds: longer than a stream keeps records, so that a lane
 * which stood still goes on whenever it is started. Those that are applied are removed at once; what
 * expires is left of commits that were lost by somebody who died.
 */
export const KEEP_HEAD_PARTS = 400 * 86_400_000;

export interface HeadOptions {
  /** Wall clock, used for nothing but expiry of parts, and to say when a task has moved. */
  readonly now: () => EventTime;
  /** A name that nobody else has. @defaultValue a random one */
  readonly attempt?: () => string;
}

/**
 * Heads in a table with the keys `pk` and `sk`.
 *
 * What a head changes is one compressed attribute, beside what identifies it in plain text; or in parts,
 * which are written before the head that names them, and removed once it is applied.
 *
 */
export function dynamoHeadStore(
  client: DynamoDBClient,
  table: string,
  { now, attempt = randomUUID }: HeadOptions = { now: Date.now },
): HeadStore {
  const measured = new WeakMap<Head, MeasuredHead>();
  const spilled = new Map<string, { readonly epoch: number; readonly parts: Parts }>();

  function measure(head: Head): MeasuredHead {
    const known = measured.get(head) ?? measuredHead(head);
    measured.set(head, known);
    return known;
  }

  function remember(task: TaskId, epoch: number, parts: Parts | undefined): void {
    if (parts === undefined) spilled.delete(nameOf(task));
    else spilled.set(nameOf(task), { epoch, parts });
  }

  return {
    async read<P extends Json>(task: TaskId): Promise<StoredHead<P> | undefined> {
      for (let i = 0; i < MAX_ATTEMPTS; i++) {
        const keys = [headItemKey(task), markItemKey(task)];
        const items = await batchGet(client, table, { keys });
        const stored = items.find((item) => item['sk']?.S === 'H');
        if (stored === undefined) return undefined;
        const mark = items.find((item) => item['sk']?.S === 'AP');
        const applied = Number(mark?.['epoch']?.N ?? 0);
        const epoch = Number(stored['epoch']?.N);
        const parts = partsIn(stored, HEAD_PAYLOAD);
        // of a head that is applied nobody needs what it changed
        const payload =
          parts === undefined || epoch <= applied
            ? stored[HEAD_PAYLOAD.bytes]?.B
            : (await readParts(client, table, [parts]))[0];
        if (payload === undefined) continue; // applied by somebody else since it was read
        remember(task, epoch, parts);
        const head = decodeHead<P>(payload, { gen: Number(stored['gen']?.N), epoch });
        const reached = epoch > applied ? reachedOf(mark, epoch) : undefined;
        return { head, applied, ...(reached === undefined ? {} : { reached }) };
      }
      throw new InvariantError(
        'L16',
        `${nameOf(task)}: parts of a head that is not applied are gone`,
      );
    },

    async commit(task, head, expected) {
      const { encoded: bytes } = measure(head);
      if (bytes === undefined) {
        throw new InvariantError('L16', `${nameOf(task)}: a head is committed that nothing holds`);
      }
      const { item, beside } = storedHead(task, head, { ...bytes, attempt: attempt() });
      if (beside !== undefined) {
        const expiresAt = { N: String(Math.ceil((now() + KEEP_HEAD_PARTS) / 1_000)) };
        await putParts(client, table, { ...beside, more: { expiresAt } });
      }
      const value = expected === undefined ? undefined : { N: String(expected) };
      const put = { TableName: table, Item: item, ...isStill({ attribute: 'epoch', value }) };
      const isCommitted = await isWritten(client, new PutItemCommand(put));
      const useless = isCommitted ? spilled.get(nameOf(task))?.parts : beside?.parts;
      if (useless !== undefined) await removeParts(client, table, useless);
      if (isCommitted) remember(task, head.epoch, beside?.parts);
      return isCommitted;
    },

    async markApplied(task, { epoch, watermark, details }) {
      const item: Item = {
        ...markItemKey(task),
        epoch: { N: String(epoch) },
        movedAt: { S: formatInstant(now()) }, // by the wall clock: whether it stands still now
        lane: { S: task.lane },
        shard: { S: task.shard },
        details: { S: JSON.stringify(details) },
        ...(Number.isFinite(watermark) ? { watermark: { S: formatInstant(watermark) } } : {}),
      };
      await isWritten(
        client,
        new PutItemCommand({
          TableName: table,
          Item: itemSize(item) <= DYNAMODB_LIMITS.itemBytes ? item : shortened(item, details),
          ConditionExpression: 'attribute_not_exists(epoch) OR epoch < :epoch',
          ExpressionAttributeValues: { ':epoch': { N: String(epoch) } },
        }),
      );
      const done = spilled.get(nameOf(task));
      if (done === undefined || done.epoch > epoch) return;
      await removeParts(client, table, done.parts);
      spilled.delete(nameOf(task));
    },

    async markReached(task, epoch, reached) {
      await isWritten(
        client,
        new UpdateItemCommand({
          TableName: table,
          Key: markItemKey(task),
          UpdateExpression: 'SET reached = :reached, #lane = :lane, #shard = :shard',
          ConditionExpression: 'attribute_not_exists(epoch) OR epoch < :epoch',
          ExpressionAttributeNames: { '#lane': 'lane', '#shard': 'shard' },
          ExpressionAttributeValues: {
            ':reached': { S: JSON.stringify({ epoch, ...reached }) },
            ':epoch': { N: String(epoch) },
            ':lane': { S: task.lane },
            ':shard': { S: task.shard },
          },
        }),
      );
    },

    fill: (head) => measure(head).fill,
  };
}

/** What a mark says of an epoch that is not applied completely. */
function reachedOf(mark: Item | undefined, epoch: number): Reached | undefined {
  const { epoch: of, ...reached } = JSON.parse(mark?.['reached']?.S ?? '{}') as Reached & {
    readonly epoch?: number;
  };
  return of === epoch ? reached : undefined;
}

/** Longest detail of a mark that no item holds whole. Characters. */
export const MAX_DETAIL = 10_000;

/** A mark without those of its details that make it larger than an item: they are totals by view. */
function shortened(mark: Item, details: Json): Item {
  const entries = Object.entries(details ?? {});
  const small = entries.filter(([, each]) => JSON.stringify(each).length <= MAX_DETAIL);
  return { ...mark, details: { S: JSON.stringify(Object.fromEntries(small)) } };
}

const nameOf = ({ pipeline, lane, shard }: TaskId): string => `${pipeline}/${lane}/${shard}`;
