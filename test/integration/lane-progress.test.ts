import { randomUUID } from 'node:crypto';
import {
  CreateStreamCommand,
  DeleteStreamCommand,
  PutRecordCommand,
  waitUntilStreamExists,
} from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { awsClients } from '../../lib/adapters/aws/clients.ts';
import { dynamoHeadStore } from '../../lib/adapters/dynamodb/head-store.ts';
import { markedProgress } from '../../lib/adapters/dynamodb/lane-progress.ts';
import { memoryLake } from '../../lib/adapters/memory/lake.ts';
import { BEGINNING_OF_TIME } from '../../lib/core/time.ts';
import { NO_COUNTS } from '../../lib/runtime/speed/progress.ts';
import { freshTables } from '../support/cloud/fresh-tables.ts';

const { dynamodb, kinesis } = awsClients();
const tables = freshTables(dynamodb);
const lake = memoryLake();
const StreamName = `millrace-test-${randomUUID()}`;

const FIRST = 'shardId-000000000000';
const SECOND = 'shardId-000000000001';

beforeAll(async () => {
  await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 2 }));
  await waitUntilStreamExists({ client: kinesis, maxWaitTime: 60, minDelay: 1 }, { StreamName });
}, 90_000);

afterAll(async () => {
  await tables.deleteAll();
  await kinesis.send(new DeleteStreamCommand({ StreamName }));
});

/** Puts a record into the first shard and gives its sequence number. */
async function put(): Promise<string> {
  const { SequenceNumber = '' } = await kinesis.send(
    new PutRecordCommand({
      StreamName,
      Data: Buffer.from('{}'),
      PartitionKey: 'a',
      ExplicitHashKey: '0',
    }),
  );
  return SequenceNumber;
}

describe('markedProgress', () => {
  test('lists every shard, with what the lane shows of itself where it has read', async () => {
    const stateTable = await tables.create();
    const task = { pipeline: 'shop', lane: 'sales.speed', shard: FIRST };
    const frontier = { time: 5_000, arrival: 9_000 };
    const counters = { ...NO_COUNTS, records: 7, accepted: 5, late: { a: 1, b: 2 } };
    await dynamoHeadStore(dynamodb, stateTable, { now: Date.now }).markApplied(task, {
      epoch: 3,
      watermark: 4_000,
      details: { frontier, counters, toSeq: '0000123', layout: { version: 1, level: 3 } },
    });
    const streams = { sales: StreamName };
    const progress = markedProgress({
      pipeline: 'shop',
      dynamodb,
      kinesis,
      stateTable,
      streams,
      lake,
      exchangeStream: '',
    });

    expect(await progress.shards('sales.speed', 'sales')).toEqual([
      {
        shard: FIRST,
        isClosed: false,
        level: 3,
        epoch: 3,
        watermark: 4_000,
        reached: frontier,
        upTo: '123',
        movedAt: expect.any(Number),
        counts: { records: 7, accepted: 5, deadLetters: 0, duplicates: 0, late: 3 },
      },
      {
        shard: SECOND,
        isClosed: false,
        level: null,
        epoch: 0,
        watermark: BEGINNING_OF_TIME,
        reached: null,
        upTo: null,
        movedAt: null,
        counts: { records: 0, accepted: 0, deadLetters: 0, duplicates: 0, late: 0 },
      },
    ]);
  });

  test('says how long the oldest record that was not read has been waiting', async () => {
    const streams = { sales: StreamName };
    const progress = markedProgress({
      pipeline: 'shop',
      dynamodb,
      kinesis,
      stateTable: '',
      streams,
      lake,
      exchangeStream: '',
    });
    const first = await put();
    const second = await put();
    const waiting = (upTo: string | null, shard = FIRST) =>
      progress.waiting('sales', { shard, upTo });

    expect(await waiting(null)).toBeGreaterThan(0);
    expect(await waiting(first)).toBeGreaterThan(0);
    expect(await waiting(second)).toBe(0);
    expect(await waiting(null, SECOND)).toBe(0);
  });
});
