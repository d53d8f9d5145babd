import type { Topology } from '../../../lib/ports/topology.ts';
import { hashOf, type SimulatedShard } from '../cloud/stream.ts';
import type { Caller, Network } from '../engine/network.ts';

/** The shards of the one source stream that there is. */
export const simulatedTopology = (
  { network, who }: { network: Network; who: Caller },
  shards: readonly SimulatedShard<unknown>[],
): Topology => ({
  shards: () =>
    network.call(who, 'ListShards', () =>
      shards.map(({ id, parents, isClosed }) => ({ id, parents, closed: isClosed })),
    ),
  membership: (_stream, id) =>
    network.call(who, 'ListShards', () => {
      const shard = shards.find((each) => each.id === id);
      return (partitionKey) => {
        const hash = hashOf(partitionKey);
        return shard !== undefined && shard.from <= hash && hash < shard.to;
      };
    }),
});
