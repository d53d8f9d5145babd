import { type KinesisClient, ListShardsCommand, type Shard } from '@aws-sdk/client-kinesis';
import { TransientError } from '../../errors/transient-error.ts';
import type { Topology } from '../../ports/topology.ts';

/** Every shard of a stream, closed ones within retention included. */
export async function listShards(client: KinesisClient, streamName: string): Promise<Shard[]> {
  const shards: Shard[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListShardsCommand(
        token === undefined ? { StreamName: streamName } : { NextToken: token },
      ),
    );
    shards.push(...(page.Shards ?? []));
    token = page.NextToken;
  } while (token !== undefined);
  return shards;
}

/**
 * The shards of Kinesis streams.
 *
 * @param physicalNames - Names of the deployed streams, by their names in the pipeline.
 */
export const kinesisTopology = (
  client: KinesisClient,
  physicalNames: Readonly<Record<string, string>>,
): Topology => ({
  async shards(stream) {
    const name = physicalNames[stream];
    if (name === undefined) throw new TransientError(`${stream}: no such stream is deployed`);
    const shards = await listShards(client, name);
    return shards.map(({ ShardId, ParentShardId, AdjacentParentShardId, SequenceNumberRange }) => ({
      id: ShardId ?? '',
      parents: [ParentShardId, AdjacentParentShardId].filter((id) => id !== undefined),
      closed: SequenceNumberRange?.EndingSequenceNumber !== undefined,
    }));
  },
});
