import { createHash } from 'node:crypto';
import fc from 'fast-check';
import protobuf from 'protobufjs';
import type { KeyedData } from '../../../lib/adapters/kinesis/aggregation/sub-record.ts';

/** The schema as AWS publishes it, compiled by a library that shares no code with the codec. */
const aggregatedRecord = (tag: 'Tag' | 'bytes') =>
  protobuf
    .parse(
      `syntax = "proto2";
      message AggregatedRecord {
        repeated string partition_key_table     = 1;
        repeated string explicit_hash_key_table = 2;
        repeated Record records                 = 3;
      }
      message Tag {
        required string key   = 1;
        optional string value = 2;
      }
      message Record {
        required uint64 partition_key_index     = 1;
        optional uint64 explicit_hash_key_index = 2;
        required bytes  data                    = 3;
        repeated ${tag} tags                    = 4;
      }`,
      { keepCase: true },
    )
    .root.lookupType('AggregatedRecord');

const written = aggregatedRecord('Tag');
/** What is in a tag is nobody's business; see `decodeAggregated`. */
const read = aggregatedRecord('bytes');

export interface Message {
  readonly partition_key_table?: readonly string[];
  readonly explicit_hash_key_table?: readonly string[];
  readonly records?: readonly {
    readonly partition_key_index: number;
    readonly explicit_hash_key_index?: number;
    readonly data: Uint8Array;
    readonly tags?: readonly { readonly key: string; readonly value?: string }[];
  }[];
}

/** Magic, the bytes given, and their digest: a packed record whatever the bytes are. */
export function envelope(message: ArrayLike<number>): Uint8Array {
  const body = Uint8Array.from(message);
  return Buffer.concat([
    Buffer.from('f3899ac2', 'hex'),
    body,
    createHash('md5').update(body).digest(),
  ]);
}

/** The protobuf part of a packed record, if its envelope is right. */
export function contentOf(packed: Uint8Array): Uint8Array {
  const body = packed.subarray(4, -16);
  if (!Buffer.from(packed).equals(Buffer.from(envelope(body)))) throw new Error('bad envelope');
  return body;
}

export const oracleEncode = (message: Message): Uint8Array =>
  written.encode(written.create(message)).finish();

/** What the message says, keys looked up; throws if it is no `AggregatedRecord`. */
export function oracleDecode(body: Uint8Array): KeyedData[] {
  const message = read.toObject(read.decode(body), {
    longs: Number,
    arrays: true,
  }) as Required<Message>;
  return message.records.map(({ partition_key_index, explicit_hash_key_index, data }) => ({
    partitionKey: message.partition_key_table[partition_key_index] as string,
    explicitHashKey:
      explicit_hash_key_index === undefined
        ? undefined
        : message.explicit_hash_key_table[explicit_hash_key_index],
    data: Uint8Array.from(data),
  }));
}

/** Data of a length on either side of where its varint grows by a byte. */
export const someData = (...edges: number[]): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(
      fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constantFrom(126, 127, 128, 129, ...edges)),
      fc.uint8Array({ minLength: 8, maxLength: 8 }),
    )
    .map(([length, head]) => {
      const data = new Uint8Array(length).fill(0x2e);
      data.set(head.subarray(0, length));
      return data;
    });

export const aPartitionKey = fc.oneof(
  fc.constantFrom('a', 'b', 'Zoë', '東京', '😀', '__proto__', 'x'.repeat(127), 'x'.repeat(128)),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
);

const LAST_HASH_KEY = 2n ** 128n - 1n;

export const aHashKey = fc.oneof(
  fc.constantFrom(0n, 1n, 2n ** 127n - 1n, 2n ** 127n, LAST_HASH_KEY),
  fc.bigInt({ min: 0n, max: LAST_HASH_KEY }),
);

/** Few keys, so that the tables have something to share. */
export const anEvent: fc.Arbitrary<KeyedData> = fc.record({
  partitionKey: aPartitionKey,
  explicitHashKey: fc.option(aHashKey.map(String), { nil: undefined, freq: 3 }),
  data: someData(16_383, 16_384),
});

export const someEvents = fc.array(anEvent, { maxLength: 60 });

/** An event in a form that is quick to compare: element by element, Jest takes seconds. */
export const comparable = ({ partitionKey, explicitHashKey, data }: KeyedData): unknown => ({
  partitionKey,
  explicitHashKey,
  data: Buffer.from(data).toString('latin1'),
});
