import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { ExchangeMessage } from '../../ports/effects.ts';
import type { Exchange } from '../../ports/exchange.ts';
import { KINESIS_LIMITS } from './limits.ts';
import { putAll } from './put-all.ts';

/** Largest message after decompression that is sent and read, in bytes. */
export const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

const VERSION = 1;

/**
 * The exchange over a Kinesis stream.
 *
 * A bucket has a fixed place in the space of hash keys, so it is on one shard at a time, and resharding
 * moves it whole.
 *
 * @param buckets - Number of buckets in the plan.
 */
export function kinesisExchange(client: KinesisClient, stream: string, buckets: number): Exchange {
  const encoded = new WeakMap<ExchangeMessage, Uint8Array>();
  const entryOf = (message: ExchangeMessage) => {
    const Data = encoded.get(message) ?? encodeMessage(message);
    encoded.set(message, Data);
    return {
      Data,
      PartitionKey: `bucket-${message.bucket}`,
      ExplicitHashKey: hashKeyOf(message.bucket, buckets).toString(),
    };
  };

  return {
    async send(messages) {
      const rounds = Map.groupBy(messages, ({ part }) => part);
      for (const [, round] of [...rounds].sort(([a], [b]) => a - b)) {
        await putAll(client, round.map(entryOf), { stream });
      }
    },
    fits(message) {
      const { Data, PartitionKey } = entryOf(message);
      return Data.length > 0 && Data.length + PartitionKey.length <= KINESIS_LIMITS.recordBytes;
    },
  };
}

/** The middle of a bucket's share of the hash keys. */
export const hashKeyOf = (bucket: number, buckets: number): bigint =>
  ((2n * BigInt(bucket) + 1n) * KINESIS_LIMITS.hashKeys) / (2n * BigInt(buckets));

/** A byte for the version, then JSON compressed by zstd; nothing of what no receiver would read. */
export function encodeMessage(message: ExchangeMessage): Uint8Array {
  const json = Buffer.from(JSON.stringify(message));
  if (json.length > MAX_MESSAGE_BYTES) return Buffer.alloc(0);
  return Buffer.concat([
    Buffer.of(VERSION),
    zstdCompressSync(json, { pledgedSrcSize: json.length }),
  ]);
}

/** The message, or `undefined` for bytes that are none. */
export function decodeMessage(bytes: Uint8Array): ExchangeMessage | undefined {
  if (bytes[0] !== VERSION) return undefined;
  try {
    const json = zstdDecompressSync(bytes.subarray(1), { maxOutputLength: MAX_MESSAGE_BYTES });
    const message = JSON.parse(json.toString('utf8')) as ExchangeMessage;
    if (!Array.isArray(message?.deltas)) return undefined;
    return { ...message, events: message.events ?? [] }; // older ones have none
  } catch {
    return undefined; // whoever wrote it was not us
  }
}
