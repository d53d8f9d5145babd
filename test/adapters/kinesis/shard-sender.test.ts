import type { KinesisClient, PutRecordsRequestEntry } from '@aws-sdk/client-kinesis';
import { describe, expect, test } from '@jest/globals';
import { decodeAggregated } from '../../../lib/adapters/kinesis/aggregation/decode-aggregated.ts';
import { routedHashKey } from '../../../lib/adapters/kinesis/aggregation/hash-range.ts';
import { shardSender } from '../../../lib/adapters/kinesis/shard-sender.ts';

interface FakeShard {
  readonly id: string;
  readonly from: bigint;
  readonly to: bigint;
  closed: boolean;
  readonly texts: string[];
}

const ALL = 2n ** 128n;

/** A stream as Kinesis has it: a record goes to the open shard of its own key. */
function fakeStream() {
  const shards: FakeShard[] = [{ id: 's0', from: 0n, to: ALL, closed: false, texts: [] }];
  let refuseNext = 0;

  function put({ Data = new Uint8Array(), PartitionKey = '' }: PutRecordsRequestEntry) {
    if (refuseNext-- > 0) return { ErrorCode: 'ProvisionedThroughputExceededException' };
    const key = routedHashKey({ partitionKey: PartitionKey }) ?? 0n;
    const shard = shards.find(({ from, to, closed }) => !closed && from <= key && key < to);
    const decoded = decodeAggregated(Data);
    if (shard === undefined || !decoded.ok) throw new Error('the fake has no such shard');
    for (const { partitionKey, data } of decoded.records) {
      shard.texts.push(`${partitionKey} ${Buffer.from(data)}`);
    }
    return { ShardId: shard.id, SequenceNumber: '1' };
  }

  const client = {
    async send({ input }: { readonly input: { readonly Records?: PutRecordsRequestEntry[] } }) {
      if (input.Records !== undefined) return { Records: input.Records.map(put) };
      return {
        Shards: shards.map(({ id, from, to, closed }) => ({
          ShardId: id,
          HashKeyRange: { StartingHashKey: `${from}`, EndingHashKey: `${to - 1n}` },
          SequenceNumberRange: closed ? { EndingSequenceNumber: '9' } : {},
        })),
      };
    },
  } as unknown as KinesisClient;

  return {
    client,
    shards,
    refuse(count: number) {
      refuseNext = count;
    },
    split(id: string) {
      const parent = shards.find((shard) => shard.id === id);
      if (parent === undefined) throw new Error('no such shard');
      const { from, to } = parent;
      parent.closed = true;
      const middle = (from + to) / 2n;
      const child = { closed: false, texts: [] as string[] };
      shards.push({ ...child, id: `${id}l`, from, to: middle });
      shards.push({ closed: false, texts: [], id: `${id}r`, from: middle, to });
    },
  };
}

const KEYS = ['ada', 'bob', 'cid', 'dan', 'eve', 'fay', 'gus', 'hal'];

const options = { stream: 'sales', maxBytes: 100_000, maxEvents: 16 };

/** Texts that a lane takes: those on the shard that their key belongs to. */
const taken = ({ from, to, texts }: FakeShard): string[] =>
  texts.filter((text) => {
    const key = routedHashKey({ partitionKey: text.split(' ')[0] ?? '' }) ?? 0n;
    return from <= key && key < to;
  });

async function sendThrough(resendsStrays: boolean) {
  const stream = fakeStream();
  const sender = await shardSender(stream.client, { ...options, resendsStrays });
  const add = (i: number) =>
    sender.add({ partitionKey: KEYS[i % KEYS.length] ?? '', data: Buffer.from(`${i}`) });
  for (let i = 0; i < 40; i++) add(i);
  await sender.flush();
  for (let i = 40; i < 100; i++) add(i);
  stream.split('s0');
  stream.refuse(1);
  await sender.flush();
  stream.split('s0l');
  for (let i = 100; i < 160; i++) add(i);
  await sender.flush();
  return { stream, sender };
}

describe('a sender', () => {
  test('brings every event to the shard of its key once, in order, though shards are split', async () => {
    const { stream, sender } = await sendThrough(true);

    const all = stream.shards.flatMap(taken);
    for (const [k, key] of KEYS.entries()) {
      const mine = all
        .filter((text) => text.startsWith(`${key} `))
        .map((text) => Number(text.slice(4)));
      expect(mine).toEqual(Array.from({ length: 20 }, (_, i) => k + 8 * i));
    }
    expect(sender.pending()).toBe(0);
    expect(sender.sent()).toMatchObject({ events: 160, refused: 1 });
    expect(sender.sent().strayed).toBeGreaterThan(0);
  });

  test('sends nothing twice where a stray counts as well as any other', async () => {
    const { stream, sender } = await sendThrough(false);

    expect(stream.shards.flatMap(({ texts }) => texts)).toHaveLength(160);
    expect(sender.sent()).toMatchObject({ events: 160, strayed: 0 });
  });
});
