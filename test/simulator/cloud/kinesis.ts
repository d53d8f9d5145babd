import {
  type KinesisClient,
  ListShardsCommand,
  PutRecordsCommand,
  type PutRecordsRequestEntry,
} from '@aws-sdk/client-kinesis';
import { KINESIS_LIMITS } from '../../../lib/adapters/kinesis/limits.ts';
import type { Caller, Network } from '../engine/network.ts';
import type { SimulatedStream } from './stream.ts';

/** Names of the streams as they are deployed. */
export const STREAMS = { source: 'shop-sales', exchange: 'shop-exchange' } as const;

export interface KinesisGround {
  readonly network: Network;
  readonly who: Caller;
  readonly source: SimulatedStream<unknown>;
  /** Messages as they are encoded. */
  readonly exchange: SimulatedStream<Uint8Array>;
}

/** A client of Kinesis as the adapters use it, with a network in between. */
export function kinesisClientIn({ network, who, source, exchange }: KinesisGround): KinesisClient {
  const shardsOf = (name: string | undefined) =>
    (name === STREAMS.source ? source : exchange).shards.map((shard) => ({
      ShardId: shard.id,
      HashKeyRange: {
        StartingHashKey: String(shard.from),
        EndingHashKey: String(shard.to - 1n),
      },
      SequenceNumberRange: {
        StartingSequenceNumber: '0',
        ...(shard.isClosed ? { EndingSequenceNumber: '1' } : {}),
      },
      ...parentsOf(shard.parents),
    }));

  function put(entries: readonly PutRecordsRequestEntry[]) {
    checkCall(entries);
    const taken = exchange.put(
      entries.map(({ Data = new Uint8Array(), PartitionKey = '', ExplicitHashKey }) => ({
        partitionKey: PartitionKey,
        payload: Data,
        ...(ExplicitHashKey === undefined ? {} : { hashKey: BigInt(ExplicitHashKey) }),
      })),
    );
    return {
      Records: taken.map((isTaken) => (isTaken ? {} : { ErrorCode: 'InternalFailure' })),
    };
  }

  const send = (command: unknown): Promise<unknown> => {
    if (command instanceof ListShardsCommand) {
      const { StreamName } = command.input;
      return network.call(who, 'ListShards', () => ({ Shards: shardsOf(StreamName) }));
    }
    if (command instanceof PutRecordsCommand) {
      const { Records = [] } = command.input;
      return network.call(who, 'PutRecords exchange', () => put(Records));
    }
    throw new Error('a command that the simulated Kinesis does not know');
  };
  return { send } as unknown as KinesisClient;
}

const parentsOf = ([first, second]: readonly string[]) => ({
  ...(first === undefined ? {} : { ParentShardId: first }),
  ...(second === undefined ? {} : { AdjacentParentShardId: second }),
});

/** Refuses what the service would. */
function checkCall(entries: readonly PutRecordsRequestEntry[]): void {
  const sizes = entries.map(
    ({ Data, PartitionKey = '' }) => (Data?.length ?? 0) + PartitionKey.length,
  );
  const isRefused =
    entries.length > KINESIS_LIMITS.putRecordsEntries ||
    sizes.some((size) => size > KINESIS_LIMITS.recordBytes) ||
    sizes.reduce((sum, size) => sum + size, 0) > KINESIS_LIMITS.putRecordsBytes;
  if (isRefused) {
    throw Object.assign(new Error(`PutRecords: too large: ${sizes.join(' ')}`), {
      name: 'InvalidArgumentException',
      $metadata: { httpStatusCode: 400 },
    });
  }
}
