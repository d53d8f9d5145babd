import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { expect, test } from '@jest/globals';
import { kinesisShardCount } from '../../../lib/adapters/kinesis/shard-count.ts';

test('a change of the number of shards is over when the service has taken it, and fails as it does', async () => {
  const inputs: unknown[] = [];
  const refusing = {
    send: async ({ input }: { readonly input: unknown }) => {
      inputs.push(input);
      throw new Error('too many changes today');
    },
  } as unknown as KinesisClient;
  await expect(kinesisShardCount(refusing, 'sales').change(4)).rejects.toThrow(
    'too many changes today',
  );

  expect(inputs).toEqual([
    { StreamName: 'sales', TargetShardCount: 4, ScalingType: 'UNIFORM_SCALING' },
  ]);
});
