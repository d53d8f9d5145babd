import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { S3Client } from '@aws-sdk/client-s3';
import type { KinesisStreamEvent } from 'aws-lambda';
import { decodeMessage, encodeMessage } from '../../lib/adapters/kinesis/exchange.ts';
import { kinesisTopology } from '../../lib/adapters/kinesis/topology.ts';
import { timeLeft } from '../../lib/adapters/lambda/time-left.ts';
import { memoryExchangeLayout } from '../../lib/adapters/memory/exchange-layout.ts';
import { memoryHeadStore } from '../../lib/adapters/memory/head-store.ts';
import { memoryLateEvents, memorySeenIds } from '../../lib/adapters/memory/outbox.ts';
import { memoryRecordStore } from '../../lib/adapters/memory/record-store.ts';
import { memoryRowStore } from '../../lib/adapters/memory/row-store.ts';
import { memoryStateStore } from '../../lib/adapters/memory/state-store.ts';
import { decodeUtf8 } from '../../lib/adapters/node/utf8.ts';
import { s3DeadLetters } from '../../lib/adapters/s3/dead-letters.ts';
import { compileDecoder } from '../../lib/core/json/decoder.ts';
import type { Schema } from '../../lib/core/schema/schema.ts';
import { SLOTS } from '../../lib/core/slots.ts';
import { speedHandler } from '../../lib/functions/speed-handler.ts';
import type { Event, Pipeline } from '../../lib/pipeline/definition/definition.ts';
import { planOf } from '../../lib/pipeline/plan/planner.ts';
import type { ExchangeMessage } from '../../lib/ports/effects.ts';
import type { HeadStore } from '../../lib/ports/head-store.ts';
import type { RecordStore } from '../../lib/ports/record-store.ts';
import type { RowStore } from '../../lib/ports/row-store.ts';
import { startExchangeLane } from '../../lib/runtime/exchange/exchange-lane.ts';
import { exchangeLaneOf, sourceLaneOf } from '../../lib/runtime/lanes/lanes-of.ts';
import { startSourceLane } from '../../lib/runtime/speed/source-lane.ts';
import { plentyOfTime } from '../../test/support/lanes/deadline.ts';
import { SHARD } from './lambda-payloads.ts';

/** A bucket that takes everything. */
const emptyBucket = { send: async () => ({}) } as unknown as S3Client;

/** A stream of one shard, as `ListShards` answers. */
const oneShard = {
  send: async () => ({
    Shards: [
      {
        ShardId: SHARD,
        HashKeyRange: { StartingHashKey: '0', EndingHashKey: `${2n ** 128n - 1n}` },
        SequenceNumberRange: { StartingSequenceNumber: '0' },
      },
    ],
  }),
} as unknown as KinesisClient;

/** The functions of a pipeline in this process, with stores in memory that start empty. */
export interface LambdaLane {
  /** The source lane's handler, and behind it the exchange lane if the pipeline has one. */
  handle(event: KinesisStreamEvent): Promise<void>;
  readonly rows: ReturnType<typeof memoryRowStore>;
}

/** Told of every item that would be written to DynamoDB, and of rows and records what they are. */
export type CountWrite = (
  kind: 'heads and marks' | 'rows' | 'records' | 'watermarks',
  items: number,
  images?: readonly { readonly key: string }[],
) => void;

function countedHeads(heads: HeadStore, count: CountWrite): HeadStore {
  return {
    ...heads,
    commit(...args) {
      count('heads and marks', 1);
      return heads.commit(...args);
    },
    markApplied(...args) {
      count('heads and marks', 1);
      return heads.markApplied(...args);
    },
  };
}

function countedRows(rows: RowStore, count: CountWrite): RowStore {
  return {
    ...rows,
    write(images, fence) {
      count('rows', images.length, images);
      return rows.write(images, fence);
    },
    publishWatermark(...args) {
      count('watermarks', 1);
      return rows.publishWatermark(...args);
    },
  };
}

function countedRecords(records: RecordStore, count: CountWrite): RecordStore {
  return {
    append(images, fence) {
      count('records', images.length, images);
      return records.append(images, fence);
    },
  };
}

/**
 * Makes lanes of a pipeline. All share one decoder, and what is known of the shards, as all
 * invocations of a warm function do; apart from that each starts like new.
 */
export function lambdaLanes(pipeline: Pipeline, count: CountWrite = () => {}): () => LambdaLane {
  const topology = kinesisTopology(oneShard, { orders: 'orders' });
  const belongsHere = topology.membership('orders', SHARD);
  const plan = planOf(pipeline);
  const name = plan.lanes.find(({ kind }) => kind === 'speed')?.name ?? '';
  const sourceLane = sourceLaneOf({ pipeline, plan }, name, ({ schema }, wanted) =>
    compileDecoder(schema as Schema<Event>, wanted, { decodeUtf8 }),
  );
  const exchangeLane = plan.exchange === null ? undefined : exchangeLaneOf(pipeline, plan);

  return () => {
    const sent: Uint8Array[] = [];
    const rows = memoryRowStore();
    const heads = memoryHeadStore();
    const ports = {
      heads: countedHeads(heads, count),
      rows: countedRows(rows, count),
      records: countedRecords(memoryRecordStore(), count),
      states: memoryStateStore(),
      seen: memorySeenIds(),
      late: memoryLateEvents(),
      deadLetters: s3DeadLetters(emptyBucket, 'lake'),
      topology: { ...topology, membership: () => belongsHere },
      exchange: {
        async send(messages: readonly ExchangeMessage[]) {
          for (const message of messages) sent.push(encodeMessage(message));
        },
        fits: () => true, // the encoding that is looked at is the one that is sent
        shards: async () => [
          { id: SHARD, parents: [], closed: false, slots: { from: 0, to: SLOTS } },
        ],
      },
      layout: memoryExchangeLayout(),
    };
    const handler = speedHandler(startSourceLane(pipeline.name, sourceLane, ports));
    const exchange =
      exchangeLane === undefined
        ? undefined
        : startExchangeLane(pipeline.name, exchangeLane, ports);
    return {
      rows,
      async handle(event) {
        const { batchItemFailures } = await handler(event, plentyOfTime);
        if (batchItemFailures.length > 0) throw new Error('a batch failed; see the log above');
        const messages = sent.splice(0).flatMap((bytes) => decodeMessage(bytes) ?? []);
        await exchange?.take(SHARD, messages, timeLeft(plentyOfTime));
      },
    };
  };
}
