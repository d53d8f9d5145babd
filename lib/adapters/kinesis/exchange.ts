import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { SLOTS, type SlotRange } from '../../core/slots.ts';
import type { ExchangeMessage } from '../../ports/effects.ts';
import type { Exchange } from '../../ports/exchange.ts';
import type { HashRange } from './aggregation/hash-range.ts';
import { KINESIS_LIMITS } from './limits.ts';
import { putAll } from './put-all.ts';
import { hashRangeOf, listShards, shardFrom } from './topology.ts';

/** Largest message after decompression that is sent and read, in bytes. */
export const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

const VERSION = 2;

/**
 * The exchange over a Kinesis stream.
 *
 * Slots share the space of hash keys evenly, so a shard that is split in two, or was merged of two, owns half
 * of the slots, or those of both.
 */
export function kinesisExchange(client: KinesisClient, stream: string): Exchange {
  const encoded = new WeakMap<ExchangeMessage, Uint8Array>();
  const entryOf = (message: ExchangeMessage) => {
    const Data = encoded.get(message) ?? encodeMessage(message);
    encoded.set(message, Data);
    const { from } = message.slots;
    return {
      Data,
      PartitionKey: `slot-${from}`,
      ExplicitHashKey: middleOf(message.slots).toString(),
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
    shards: async () =>
      (await listShards(client, stream)).map((shard) => ({
        ...shardFrom(shard),
        slots: slotsOf(hashRangeOf(shard)),
      })),
  };
}

/** Hash keys of one slot. */
const KEYS_OF_SLOT = KINESIS_LIMITS.hashKeys / BigInt(SLOTS);

/** The hash key in the middle of those that slots have. */
export const middleOf = ({ from, to }: SlotRange): bigint =>
  (BigInt(from + to) * KEYS_OF_SLOT) / 2n;

/** The slots whose middle is among the hash keys `from ≤ key < to`. */
export function slotsOf({ from, to }: HashRange): SlotRange {
  const slotFrom = (key: bigint) => Number((key + KEYS_OF_SLOT / 2n) / KEYS_OF_SLOT);
  return { from: slotFrom(from), to: slotFrom(to) };
}

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
