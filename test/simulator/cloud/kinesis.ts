import {
  type KinesisClient,
  ListShardsCommand,
  PutRecordsCommand,
  type PutRecordsRequestEntry,
} from '@aws-sdk/client-kinesis';
import { KINESIS_LIMITS } from '../../../lib/adapters/kinesis/limits.ts';
import type { Caller, Network } from '../engine/network.ts';
import { heartbeatPart, type Packet } from '../scenario/payloads.ts';
import type { Put, SimulatedStream } from './stream.ts';

/** Names of the streams as they are deployed. */
export const STREAMS = { source: 'shop-sales', exchange: 'shop-exchange' } as const;

export interface KinesisGround {
  readonly network: Network;
  readonly who: Caller;
  readonly source: SimulatedStream<Packet>;
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

  function put(name: string | undefined, entries: readonly PutRecordsRequestEntry[]) {
    checkCall(entries);
    const puts = entries.map(({ Data = new Uint8Array(), PartitionKey = '', ExplicitHashKey }) => ({
      partitionKey: PartitionKey,
      payload: Data,
      ...(ExplicitHashKey === undefined ? {} : { hashKey: BigInt(ExplicitHashKey) }),
    }));
    const taken = name === STREAMS.source ? source.put(puts.map(heartbeat)) : exchange.put(puts);
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
      const { StreamName, Records = [] } = command.input;
      return network.call(who, `PutRecords ${StreamName}`, () => put(StreamName, Records));
    }
    throw new Error('a command that the simulated Kinesis does not know');
  };
  return { send } as unknown as KinesisClient;
}

/** Heartbeats are all that anybody but the producer puts into the source. */
function heartbeat({ payload, ...put }: Put<Uint8Array>): Put<Packet> {
  const { at } = JSON.parse(Buffer.from(payload).toString()) as { at: number | null };
  return { ...put, payload: { parts: [heartbeatPart(at)], isPacked: false } };
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
