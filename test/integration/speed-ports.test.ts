import { randomUUID } from 'node:crypto';
import {
  CreateStreamCommand,
  DeleteStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { awsClients } from '../../lib/adapters/aws/clients.ts';
import { dynamoHeadStore } from '../../lib/adapters/dynamodb/head-store.ts';
import { rowLayouts } from '../../lib/adapters/dynamodb/row-layouts.ts';
import { dynamoRowReader } from '../../lib/adapters/dynamodb/row-reader.ts';
import { dynamoRowStore } from '../../lib/adapters/dynamodb/row-store.ts';
import { dynamoSeenIds } from '../../lib/adapters/dynamodb/seen-ids.ts';
import { dynamoStateStore } from '../../lib/adapters/dynamodb/state-store.ts';
import { decodeMessage, kinesisExchange } from '../../lib/adapters/kinesis/exchange.ts';
import { kinesisTopology, listShards } from '../../lib/adapters/kinesis/topology.ts';
import { s3Lake } from '../../lib/adapters/s3/lake.ts';
import { s3LateEvents } from '../../lib/adapters/s3/late-events.ts';
import { rangesAt, type SlotRange } from '../../lib/core/slots.ts';
import type { ExchangeMessage, LateEvent } from '../../lib/ports/effects.ts';
import { headStoreContract } from '../contract/head-store.contract.ts';
import { lateEventsContract, seenIdsContract } from '../contract/outbox.contract.ts';
import { rowStoreContract } from '../contract/row-store.contract.ts';
import { stateStoreContract } from '../contract/state-store.contract.ts';
import { eventually } from '../support/cloud/eventually.ts';
import { freshBuckets } from '../support/cloud/fresh-buckets.ts';
import { freshTables } from '../support/cloud/fresh-tables.ts';
import { shop } from '../support/definitions/shop.ts';

const { dynamodb, kinesis, s3 } = awsClients();
const tables = freshTables(dynamodb);
const buckets = freshBuckets(s3);

afterAll(async () => {
  await tables.deleteAll();
  await buckets.deleteAll();
});

headStoreContract('dynamoHeadStore', async () =>
  dynamoHeadStore(dynamodb, await tables.create(), { now: Date.now }),
);

rowStoreContract('dynamoRowStore', async () => {
  const table = await tables.create();
  return {
    store: dynamoRowStore(dynamodb, table, { layouts: rowLayouts(shop), now: Date.now }),
    watermarks: dynamoRowReader(dynamodb, table, new Map()).watermarks,
  };
});

seenIdsContract('dynamoSeenIds', async () =>
  dynamoSeenIds(dynamodb, await tables.create(), { keepFor: 1_000, now: Date.now }),
);

stateStoreContract('dynamoStateStore', async () =>
  dynamoStateStore(dynamodb, await tables.create(), { now: Date.now }),
);

lateEventsContract('s3LateEvents', async () => {
  const bucket = await buckets.create();
  const lake = s3Lake(s3, bucket);
  return {
    store: s3LateEvents(s3, bucket),
    async all() {
      const objects = await Array.fromAsync(lake.list('late/'));
      const texts = await Promise.all(
        objects.map(async ({ name }) => Buffer.from((await lake.read(name)) ?? []).toString()),
      );
      const lines = texts.flatMap((text) => text.trimEnd().split('\n'));
      return lines.map((line) => JSON.parse(line) as LateEvent);
    },
  };
});

describe('streams', () => {
  const stream = `millrace-test-${randomUUID()}`;

  beforeAll(async () => {
    await kinesis.send(new CreateStreamCommand({ StreamName: stream, ShardCount: 2 }));
    await becomesActive();
  }, 60_000);
  afterAll(() => kinesis.send(new DeleteStreamCommand({ StreamName: stream })));

  const becomesActive = () =>
    eventually(async () => {
      const { StreamDescriptionSummary } = await kinesis.send(
        new DescribeStreamSummaryCommand({ StreamName: stream }),
      );
      return StreamDescriptionSummary?.StreamStatus === 'ACTIVE' ? true : undefined;
    });

  async function messagesOf(shard: string): Promise<ExchangeMessage[]> {
    const { ShardIterator } = await kinesis.send(
      new GetShardIteratorCommand({
        StreamName: stream,
        ShardId: shard,
        ShardIteratorType: 'TRIM_HORIZON',
      }),
    );
    const { Records = [] } = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
    return Records.flatMap(({ Data }) => decodeMessage(Data ?? new Uint8Array()) ?? []);
  }

  test('carry messages unchanged, in order, each range of slots on one shard', async () => {
    const ranges = rangesAt(2);
    const message = (range: number, epoch: number): ExchangeMessage => ({
      lane: 'sales.speed',
      shard: 'shardId-0',
      gen: 1,
      epoch,
      part: 0,
      parts: 1,
      slots: ranges[range] ?? { from: 0, to: 0 },
      watermark: null,
      arrival: 5,
      deltas: [{ view: 'by_country', key: 'ümläut', start: 0, end: 9, acc: [1, '2.50'] }],
      events: [],
    });
    const exchange = kinesisExchange(kinesis, stream);

    await exchange.send([0, 1, 2, 3].map((range) => message(range, 1)));
    await exchange.send([3, 2, 1, 0].map((range) => message(range, 2)));

    const [first, second] = await listShards(kinesis, stream);
    const found = [await messagesOf(first?.ShardId ?? ''), await messagesOf(second?.ShardId ?? '')];
    const rangeOf = ({ from }: SlotRange) => ranges.findIndex((range) => range.from === from);
    const order = found.map((all) => all.map(({ slots, epoch }) => `${epoch}:${rangeOf(slots)}`));
    expect(order.map((all) => [...all].sort())).toEqual([
      ['1:0', '1:1', '2:0', '2:1'],
      ['1:2', '1:3', '2:2', '2:3'],
    ]);
    expect(order.map((all) => all.map((text) => text[0]).join(''))).toEqual(['1122', '1122']);
    const [first0] = found[0] ?? [];
    expect(first0).toEqual(message(rangeOf(first0?.slots ?? { from: 0, to: 0 }), 1));
  }, 60_000);

  test('tell parents from children, and which keys belong where, after a split', async () => {
    const [parent] = await listShards(kinesis, stream);
    await kinesis.send(
      new SplitShardCommand({
        StreamName: stream,
        ShardToSplit: parent?.ShardId,
        NewStartingHashKey: (2n ** 125n + 1n).toString(),
      }),
    );
    await becomesActive();
    const topology = kinesisTopology(kinesis, { sales: stream });

    const shards = await topology.shards('sales');

    const closed = shards.filter((shard) => shard.closed).map(({ id }) => id);
    const children = shards.filter(({ parents }) => parents.length > 0);
    expect(closed).toEqual([parent?.ShardId]);
    expect(children.map(({ parents }) => parents)).toEqual([closed, closed]);
    const open = shards.filter((shard) => !shard.closed);
    for (const key of ['ada', 'bob', 'cyd', 'dan', 'ümläut']) {
      const owners = await Promise.all(
        open.map(async ({ id }) => (await topology.membership('sales', id))(key)),
      );
      expect(owners.filter(Boolean)).toHaveLength(1);
    }
  }, 60_000);
});
