import {
  DescribeStreamSummaryCommand,
  PutRecordsCommand,
  UpdateShardCountCommand,
} from '@aws-sdk/client-kinesis';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { kinesisShardCount } from '../../../lib/adapters/kinesis/shard-count.ts';
import { kinesisTopology } from '../../../lib/adapters/kinesis/topology.ts';
import { fakeKinesis, storedEvents } from '../../support/aws/fake-kinesis.ts';
import { runs } from '../../support/property.ts';

const IDS = Array.from({ length: 6 }, (_, i) => `shardId-00000000000${i}`);

describe('the shards of a stream', () => {
  test('are all that are kept, each with what it came from and whether it is closed', async () => {
    const stream = fakeKinesis({ shards: 3 });
    const [a, b, c] = stream.shards;
    stream.split(c as NonNullable<typeof c>);
    stream.merge(a as NonNullable<typeof a>, b as NonNullable<typeof b>);
    const topology = kinesisTopology(stream.client, { sales: 'deployed' });

    expect(await topology.shards('sales')).toEqual([
      { id: IDS[0], parents: [], closed: true },
      { id: IDS[1], parents: [], closed: true },
      { id: IDS[2], parents: [], closed: true },
      { id: IDS[3], parents: [IDS[2]], closed: false },
      { id: IDS[4], parents: [IDS[2]], closed: false },
      { id: IDS[5], parents: [IDS[0], IDS[1]], closed: false },
    ]);
  });

  test('are not asked for where no such stream is deployed', async () => {
    const topology = kinesisTopology(fakeKinesis().client, { sales: 'deployed' });

    await expect(async () => topology.shards('refunds')).rejects.toThrow(
      'refunds: no such stream is deployed',
    );
  });

  test('say of all keys that they belong to a shard of which the service says nothing', async () => {
    const topology = kinesisTopology(fakeKinesis().client, { sales: 'deployed' });

    const belongs = await topology.membership('sales', 'shardId-999999999999');

    expect(['a', 'b', 'c'].map(belongs)).toEqual([true, true, true]);
  });

  test('say of every key whether it belongs to a shard, as the service puts it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.string({ minLength: 1, maxLength: 9 }), { minLength: 1, maxLength: 20 }),
        async (count, keys) => {
          const stream = fakeKinesis({ shards: count });
          const topology = kinesisTopology(stream.client, { sales: 'deployed' });
          const Records = keys.map((key) => ({ PartitionKey: key, Data: Buffer.from(key) }));
          await stream.client.send(new PutRecordsCommand({ StreamName: 'deployed', Records }));

          for (const { id } of stream.shards) {
            const belongs = await topology.membership('sales', id);
            const there = new Set(
              storedEvents(stream)
                .filter(({ shard }) => shard === id)
                .map(({ text }) => text),
            );
            for (const key of [...keys, ...keys]) expect(belongs(key)).toBe(there.has(key));
          }
        },
      ),
      runs(30),
    );
  });
});

describe('the number of shards', () => {
  const counted = (summary: object) => {
    const sent: unknown[] = [];
    const client = {
      async send(command: { readonly input: unknown }) {
        if (command instanceof DescribeStreamSummaryCommand) {
          return { StreamDescriptionSummary: summary };
        }
        if (command instanceof UpdateShardCountCommand) sent.push(command.input);
        return {};
      },
    } as never;
    return { count: kinesisShardCount(client, 'deployed'), sent };
  };

  test.each([
    ['ACTIVE', 'PROVISIONED', { open: 4, isSettled: true, isOnDemand: false }],
    ['UPDATING', 'ON_DEMAND', { open: 4, isSettled: false, isOnDemand: true }],
  ])('is read with whether it stands: %s, %s', async (status, mode, expected) => {
    const { count } = counted({
      ...{ OpenShardCount: 4, StreamStatus: status, StreamModeDetails: { StreamMode: mode } },
    });

    expect(await count.read()).toEqual(expected);
  });

  test('is changed evenly', async () => {
    const { count, sent } = counted({});

    await count.change(6);

    expect(sent).toEqual([
      { StreamName: 'deployed', TargetShardCount: 6, ScalingType: 'UNIFORM_SCALING' },
    ]);
  });
});
