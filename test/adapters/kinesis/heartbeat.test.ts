import { describe, expect, test } from '@jest/globals';
import { dynamoHeadStore } from '../../../lib/adapters/dynamodb/head-store.ts';
import { beat, putHeartbeats } from '../../../lib/adapters/kinesis/heartbeat.ts';
import { listShards } from '../../../lib/adapters/kinesis/topology.ts';
import { parseHeartbeat } from '../../../lib/core/heartbeat.ts';
import { planOf } from '../../../lib/pipeline/plan/planner.ts';
import { fakeKinesis } from '../../support/aws/fake-kinesis.ts';
import { shop } from '../../support/definitions/shop.ts';
import { fakeDynamo } from '../../support/dynamodb/fake-dynamodb.ts';

type Stream = ReturnType<typeof fakeKinesis>;

const [first, second] = ['shardId-000000000000', 'shardId-000000000001'];
const plan = planOf(shop);
const idleAfter = plan.streams[0]?.idleAfter ?? 0;

/** What the heartbeats say that are in each shard. */
const heartbeats = ({ shards }: Stream) =>
  Object.fromEntries(
    shards.map(({ id, records }) => [
      id,
      records.map(({ data }) => parseHeartbeat(data, 0, data.length)?.at),
    ]),
  );

describe('a heartbeat', () => {
  test('goes into every open shard once, and into no closed one', async () => {
    const stream = fakeKinesis({ shards: 3 });
    const [left] = stream.shards;
    stream.split(left as NonNullable<typeof left>);

    await putHeartbeats(stream.client, 'sales', {
      shards: await listShards(stream.client, 'sales'),
      at: 1_234,
    });

    expect(Object.values(heartbeats(stream))).toEqual([[], [1_234], [1_234], [1_234], [1_234]]);
    expect(stream.calls).toEqual([4]);
  });
});

describe('a round of heartbeats', () => {
  /** A stream of two shards, whose lanes have come so far. */
  async function world(frontiers: Readonly<Record<string, unknown>>) {
    const stream = fakeKinesis({ shards: 2 });
    const dynamo = fakeDynamo();
    const heads = dynamoHeadStore(dynamo.client, 'state');
    for (const [shard, frontier] of Object.entries(frontiers)) {
      const task = { pipeline: 'shop', lane: 'sales.speed', shard };
      await heads.markApplied(task, { epoch: 1, watermark: 5_000, details: { frontier } as never });
    }
    const round = (now: number, sourceStreams: Record<string, string> = { sales: 'deployed' }) =>
      beat(plan, {
        ...{ kinesis: stream.client, dynamodb: dynamo.client, stateTable: 'state' },
        ...{ sourceStreams, now: () => now },
      });
    return { stream, round };
  }

  test('tells every shard the newest event time of all of them', async () => {
    const { stream, round } = await world({
      [first]: { time: 70_000, arrival: 100_000 },
      [second]: { time: 90_000, arrival: 100_000 },
    });

    await round(100_000 + idleAfter);

    expect(heartbeats(stream)).toEqual({ [first]: [90_000], [second]: [90_000] });
  });

  test('lets time go on at the pace of the clock once the stream is silent', async () => {
    const { stream, round } = await world({ [first]: { time: 70_000, arrival: 100_000 } });

    await round(100_000 + idleAfter + 7_000);

    expect(heartbeats(stream)).toEqual({ [first]: [77_000], [second]: [77_000] });
  });

  test('says that nobody knows the time while no lane has had an event', async () => {
    const { stream, round } = await world({ [first]: null });

    await round(100_000);

    expect(heartbeats(stream)).toEqual({ [first]: [null], [second]: [null] });
  });

  test('passes over a stream that is not deployed', async () => {
    const { stream, round } = await world({});

    await round(100_000, {});

    expect(stream.calls).toEqual([]);
  });
});
