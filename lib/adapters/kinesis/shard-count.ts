import {
  DescribeStreamSummaryCommand,
  type KinesisClient,
  UpdateShardCountCommand,
} from '@aws-sdk/client-kinesis';
import type { ShardCount } from '../../ports/shard-count.ts';

/** The number of open shards of a deployed stream. */
export function kinesisShardCount(client: KinesisClient, streamName: string): ShardCount {
  return {
    async read() {
      const { StreamDescriptionSummary: summary } = await client.send(
        new DescribeStreamSummaryCommand({ StreamName: streamName }),
      );
      return {
        open: summary?.OpenShardCount ?? 0,
        isSettled: summary?.StreamStatus === 'ACTIVE',
        isOnDemand: summary?.StreamModeDetails?.StreamMode === 'ON_DEMAND',
      };
    },
    async change(to) {
      await client.send(
        new UpdateShardCountCommand({
          StreamName: streamName,
          TargetShardCount: to,
          ScalingType: 'UNIFORM_SCALING',
        }),
      );
    },
  };
}
