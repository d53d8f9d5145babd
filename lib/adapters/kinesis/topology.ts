import { type KinesisClient, ListShardsCommand, type Shard } from '@aws-sdk/client-kinesis';
import { append } from '../../core/many.ts';
import { TransientError } from '../../errors/transient-error.ts';
import type { BelongsHere, Topology, Shard as TopologyShard } from '../../ports/topology.ts';
import {
  type HashRange,
  isInHashRange,
  routedHashKey,
  type ShardDescription,
} from './aggregation/hash-range.ts';
import { KINESIS_LIMITS } from './limits.ts';

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
    append(shards, page.Shards ?? []);
    token = page.NextToken;
  } while (token !== undefined);
  return shards;
}

/**
 * The shards of Kinesis streams.
 *
 * @param physicalNames - Names of the deployed streams, by their names in the pipeline.
 */
export function kinesisTopology(
  client: KinesisClient,
  physicalNames: Readonly<Record<string, string>>,
): Topology {
  const list = (stream: string): Promise<Shard[]> => {
    const name = physicalNames[stream];
    if (name === undefined) throw new TransientError(`${stream}: no such stream is deployed`);
    return listShards(client, name);
  };
  return {
    async shards(stream) {
      return (await list(stream)).map(shardFrom);
    },
    membership: async (stream, shard) => membershipIn(await list(stream), shard),
  };
}

/** A shard as the runtime sees it. */
export const shardFrom = ({
  ShardId = '',
  ParentShardId,
  AdjacentParentShardId,
  SequenceNumberRange,
}: Shard): TopologyShard => ({
  id: ShardId,
  parents: [ParentShardId, AdjacentParentShardId].filter((id) => id !== undefined),
  closed: SequenceNumberRange?.EndingSequenceNumber !== undefined,
});

/** The hash keys of a shard: `from ≤ key < to`. */
export const hashRangeOf = ({ HashKeyRange }: ShardDescription): HashRange => ({
  from: BigInt(HashKeyRange?.StartingHashKey ?? 0),
  to: BigInt(HashKeyRange?.EndingHashKey ?? KINESIS_LIMITS.hashKeys - 1n) + 1n,
});

/** Partition keys whose shard is remembered; with more, all are forgotten. */
const MAX_REMEMBERED = 100_000;

function membershipIn(shards: readonly Shard[], shard: string): BelongsHere {
  const range = hashRangeOf(shards.find(({ ShardId }) => ShardId === shard) ?? {});
  const known = new Map<string, boolean>();
  return (partitionKey) => {
    const remembered = known.get(partitionKey);
    if (remembered !== undefined) return remembered;
    const hashKey = routedHashKey({ partitionKey });
    const belongs = hashKey !== undefined && isInHashRange(hashKey, range);
    if (known.size >= MAX_REMEMBERED) known.clear();
    known.set(partitionKey, belongs);
    return belongs;
  };
}
