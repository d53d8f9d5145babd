import { type KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import pRetry from 'p-retry';
import { TransientError } from '../../errors/transient-error.ts';
import { openShardRanges, routedHashKey, shardForHashKey } from './aggregation/hash-range.ts';
import type { PackedRecord } from './aggregation/open-record.ts';
import { type RecordPacker, recordPacker } from './aggregation/record-packer.ts';
import type { KeyedData } from './aggregation/sub-record.ts';
import { listShards } from './topology.ts';

/** What is durable so far. */
export interface Sent {
  readonly events: number;
  readonly records: number;
  readonly bytes: number;
  /** Records that Kinesis refused and that were sent again. */
  readonly refused: number;
}

/** Sends events to a stream, each shard's in their order. */
export interface ShardSender {
  /** @returns Why an event cannot be sent, if it cannot. */
  add(event: KeyedData): string | undefined;
  /** Events that are not durable yet. */
  pending(): number;
  /** Makes everything durable that was added. */
  flush(): Promise<void>;
  sent(): Sent;
}

export interface SenderOptions {
  /** Name of the Kinesis stream. */
  readonly stream: string;
  /** Most bytes of a packed record. */
  readonly maxBytes: number;
  /** Most events of a packed record; 1 packs nothing together. */
  readonly maxEvents: number;
}

/**
 * A sender that packs per shard and has at most one record per shard on its way.
 *
 * So a record that Kinesis refuses is sent again before anything that comes after it on its shard,
 * and disorder never grows beyond what the input has. A call whose answer was lost is made again
 * with the same events, and so with the same ids.
 */
export async function shardSender(
  client: KinesisClient,
  { stream, maxBytes, maxEvents }: SenderOptions,
): Promise<ShardSender> {
  const ranges = openShardRanges(await listShards(client, stream)) ?? [];
  const packers = new Map<number, RecordPacker>();
  const queues = new Map<number, PackedRecord[]>();
  const total = { events: 0, records: 0, bytes: 0, refused: 0 };
  let added = 0;

  const enqueue = (shard: number, packed: PackedRecord | undefined): void => {
    if (packed === undefined) return;
    const queue = queues.get(shard) ?? [];
    queue.push(packed);
    queues.set(shard, queue);
  };

  /** One call with the first record of every shard. */
  async function round(): Promise<void> {
    const heads = [...queues].flatMap(([shard, [record]]) =>
      record === undefined ? [] : [{ shard, record }],
    );
    const { Records = [] } = await client.send(
      new PutRecordsCommand({
        StreamName: stream,
        Records: heads.map(({ record: { partitionKey, explicitHashKey, data } }) => ({
          Data: data,
          PartitionKey: partitionKey,
          ...(explicitHashKey === undefined ? {} : { ExplicitHashKey: explicitHashKey }),
        })),
      }),
    );
    let refused = 0;
    heads.forEach(({ shard, record }, i) => {
      if (Records[i]?.ErrorCode !== undefined) {
        refused++;
        return;
      }
      queues.get(shard)?.shift();
      total.events += record.count;
      total.records++;
      total.bytes += record.data.length;
    });
    total.refused += refused;
    if (refused === heads.length && refused > 0) {
      const { ErrorCode, ErrorMessage } = Records[0] ?? {};
      throw new TransientError(`${stream}: every record was refused: ${ErrorCode} ${ErrorMessage}`);
    }
  }

  return {
    add({ partitionKey, data }) {
      const hashKey = routedHashKey({ partitionKey });
      const shard = (hashKey === undefined ? undefined : shardForHashKey(ranges, hashKey)) ?? 0;
      const packer = packers.get(shard) ?? recordPacker({ maxBytes, maxRecords: maxEvents });
      packers.set(shard, packer);
      const result = packer.add({ partitionKey, data });
      if (!result.ok) return result.reason;
      enqueue(shard, result.packed);
      added++;
      return undefined;
    },
    pending: () => added - total.events,
    async flush() {
      for (const [shard, packer] of packers) enqueue(shard, packer.flush());
      while ([...queues.values()].some((queue) => queue.length > 0)) {
        await pRetry(round, {
          retries: 12,
          minTimeout: 50,
          maxTimeout: 5_000,
          randomize: true,
          shouldRetry: ({ error }) => error instanceof TransientError,
        });
      }
    },
    sent: () => ({ ...total }),
  };
}
