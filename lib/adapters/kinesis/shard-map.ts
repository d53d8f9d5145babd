import type { KinesisClient, Shard } from '@aws-sdk/client-kinesis';
import pRetry from 'p-retry';
import { TransientError } from '../../errors/transient-error.ts';
import {
  type HashRange,
  isInHashRange,
  openShardRanges,
  parseHashKey,
  routedHashKey,
  shardForHashKey,
} from './aggregation/hash-range.ts';
import type { KeyedData } from './aggregation/sub-record.ts';
import { listShards } from './topology.ts';

type Keyed = Pick<KeyedData, 'partitionKey'>;

/** Which shard events belong to, as it was when it was asked. */
export interface ShardMap {
  /** Id of the open shard that an event goes to if it is sent alone. */
  shardOf(event: Keyed): string;
  /** Whether an event belongs to a shard, open or closed. */
  belongs(event: Keyed, shard: string): boolean;
}

/** Reads the map of a stream; asks again for as long as its shards are changing. */
export const readShardMap = (client: KinesisClient, stream: string): Promise<ShardMap> =>
  pRetry(
    async () => {
      const shards = await listShards(client, stream);
      const open = openShardRanges(shards);
      if (open !== undefined) return mapOf(shards, open);
      throw new TransientError(`${stream}: its shards are changing`);
    },
    {
      retries: 20,
      minTimeout: 200,
      maxTimeout: 2_000,
      shouldRetry: ({ error }) => error instanceof TransientError,
    },
  );

/** @param open - Ranges of the open shards, in ascending order. */
function mapOf(shards: readonly Shard[], open: readonly HashRange[]): ShardMap {
  const ranges = new Map(shards.map((shard) => [shard.ShardId ?? '', rangeOf(shard)]));
  const isOpen = ({ SequenceNumberRange }: Shard): boolean =>
    SequenceNumberRange?.EndingSequenceNumber === undefined;
  const byStart = new Map(
    shards.filter(isOpen).map((shard) => [rangeOf(shard).from, shard.ShardId ?? '']),
  );
  const ids = open.map(({ from }) => byStart.get(from) ?? '');
  return {
    shardOf(event) {
      const hashKey = routedHashKey(event);
      return ids[(hashKey === undefined ? undefined : shardForHashKey(open, hashKey)) ?? 0] ?? '';
    },
    belongs(event, shard) {
      const range = ranges.get(shard);
      const hashKey = routedHashKey(event);
      return range !== undefined && hashKey !== undefined && isInHashRange(hashKey, range);
    },
  };
}

const rangeOf = ({ HashKeyRange }: Shard): HashRange => ({
  from: parseHashKey(HashKeyRange?.StartingHashKey ?? '') ?? 0n,
  to: (parseHashKey(HashKeyRange?.EndingHashKey ?? '') ?? -1n) + 1n,
});
