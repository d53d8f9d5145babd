import { expect, test } from '@jest/globals';
import { dynamoRecordStore } from '../../lib/adapters/dynamodb/record-store.ts';
import { dynamoRowEraser } from '../../lib/adapters/dynamodb/row-eraser.ts';
import { dynamoRowStore } from '../../lib/adapters/dynamodb/row-store.ts';
import { dynamoSeenIds } from '../../lib/adapters/dynamodb/seen-ids.ts';
import { dynamoStateEraser } from '../../lib/adapters/dynamodb/state-eraser.ts';
import { dynamoStateStore } from '../../lib/adapters/dynamodb/state-store.ts';
import { memorySeenIds } from '../../lib/adapters/memory/outbox.ts';
import { memoryRecordStore } from '../../lib/adapters/memory/record-store.ts';
import { memoryRowEraser } from '../../lib/adapters/memory/row-eraser.ts';
import { memoryRowStore } from '../../lib/adapters/memory/row-store.ts';
import { memoryStateStore } from '../../lib/adapters/memory/state-store.ts';
import {
  ERASED_LAYOUTS,
  rowEraserContract,
  stateEraserContract,
} from '../contract/erasers.contract.ts';
import { fakeDynamo } from '../support/dynamodb/fake-dynamodb.ts';
import { RECORD_FIELDS } from '../support/rows/sample-records.ts';

const shapes = { layouts: ERASED_LAYOUTS, fields: RECORD_FIELDS };

rowEraserContract('memoryRowEraser', async () => {
  const [rows, records] = [memoryRowStore(), memoryRecordStore(RECORD_FIELDS)];
  return { rows, records, eraser: memoryRowEraser(rows, records, shapes) };
});

rowEraserContract('dynamoRowEraser', async () => {
  const { client } = fakeDynamo();
  return {
    rows: dynamoRowStore(client, 'views', { layouts: ERASED_LAYOUTS, now: () => 0 }),
    records: dynamoRecordStore(client, 'views', RECORD_FIELDS),
    eraser: dynamoRowEraser(client, 'views'),
  };
});

stateEraserContract('memoryStateStore', async () => {
  const [states, seen] = [memoryStateStore(), memorySeenIds()];
  return {
    states,
    seen,
    eraser: { ...states, eraseIds: seen.eraseIds, eraseLeftovers: async () => 0 },
  };
});

stateEraserContract('dynamoStateEraser', async () => {
  const { client } = fakeDynamo();
  const now = () => 0;
  return {
    states: dynamoStateStore(client, 'state', { now }),
    seen: dynamoSeenIds(client, 'state', { keepFor: 1_000, now }),
    eraser: dynamoStateEraser(client, 'state'),
  };
});

test('dynamoStateEraser erases ids that are kept as their digests', async () => {
  const { client } = fakeDynamo();
  const seen = dynamoSeenIds(client, 'state', { keepFor: 1_000, now: () => 0 });
  const task = { pipeline: 'shop', lane: 'sales.speed', shard: '0' };
  const ids = ['~short', 'x'.repeat(600), 'y'.repeat(600)];
  await seen.put(
    task,
    '1|1',
    ids.map((id) => [seen.nameOf('ann', id), 5]),
  );

  const erased = await dynamoStateEraser(client, 'state').eraseIds(
    [task],
    ids.slice(0, 2).map((id) => ['ann', id] as const),
  );

  expect([erased, await seen.load([task], 0)]).toEqual([
    2,
    [[seen.nameOf('ann', ids[2] ?? ''), 5]],
  ]);
});
