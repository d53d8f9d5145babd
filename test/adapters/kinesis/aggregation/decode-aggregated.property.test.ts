import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  AGGREGATION_LIMITS,
  decodeAggregated,
  forEachSubRecord,
} from '../../../../lib/adapters/kinesis/aggregation/decode-aggregated.ts';
import { isAggregated } from '../../../../lib/adapters/kinesis/aggregation/format.ts';
import { recordPacker } from '../../../../lib/adapters/kinesis/aggregation/record-packer.ts';
import {
  aPartitionKey,
  comparable,
  contentOf,
  envelope,
  oracleDecode,
  oracleEncode,
  someData,
  someEvents,
} from '../../../support/aws/kpl.ts';
import { runs } from '../../../support/property.ts';

const aMessage = fc
  .record({
    keys: fc.array(aPartitionKey, { minLength: 1, maxLength: 5 }),
    hashKeys: fc.array(fc.bigInt({ min: 0n, max: 9n }).map(String), { minLength: 1, maxLength: 3 }),
    records: fc.array(fc.tuple(fc.nat(), fc.option(fc.nat()), someData(), fc.boolean()), {
      maxLength: 8,
    }),
  })
  .map(({ keys, hashKeys, records }) =>
    oracleEncode({
      partition_key_table: keys,
      explicit_hash_key_table: hashKeys,
      records: records.map(([key, hashKey, data, tagged]) => ({
        partition_key_index: key % keys.length,
        ...(hashKey === null ? {} : { explicit_hash_key_index: hashKey % hashKeys.length }),
        data,
        ...(tagged ? { tags: [{ key: 'k', value: 'v' }] } : {}),
      })),
    }),
  );

/** Cuts, overwrites, repeats and inserts; near the front, where structure is, more than elsewhere. */
interface Mutation {
  readonly kind: 'cut' | 'overwrite' | 'insert' | 'repeat' | 'flip';
  readonly at: number;
  readonly byte: number;
  readonly length: number;
}

const aMutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom<Mutation['kind']>('cut', 'overwrite', 'insert', 'repeat', 'flip'),
  at: fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 100_000 })),
  byte: fc.oneof(fc.constantFrom(0, 1, 0x0a, 0x12, 0x1a, 0x7f, 0x80, 0xff), fc.nat({ max: 255 })),
  length: fc.nat({ max: 12 }),
});

function mutate(bytes: number[], { kind, at, byte, length }: Mutation): void {
  const place = at % (bytes.length + 1);
  if (kind === 'cut') bytes.splice(place, length);
  else if (kind === 'overwrite') bytes.splice(place, 1, byte);
  else if (kind === 'insert') bytes.splice(place, 0, byte);
  else if (kind === 'repeat') bytes.splice(place, 0, ...bytes.slice(place, place + length));
  else bytes[place] = (bytes[place] ?? 0) ^ (1 << (byte & 7));
}

const aBrokenMessage = fc
  .tuple(aMessage, fc.array(aMutation, { minLength: 1, maxLength: 4 }))
  .map(([message, mutations]) => {
    const bytes = [...message];
    for (const mutation of mutations) mutate(bytes, mutation);
    return bytes;
  });

/** Everything that must hold of any bytes whatsoever; all of them lie in a larger buffer. */
function holdsItsPromises(bytes: ArrayLike<number>): void {
  const pool = new Uint8Array(bytes.length + 64).fill(0x1a);
  pool.set(bytes, 32);
  const packed = pool.subarray(32, 32 + bytes.length);
  const limits = { maxSubRecords: 7, maxBytes: 20_000 };
  const offsets: [number, number][] = [];

  const decoded = decodeAggregated(packed, limits);
  const visited = forEachSubRecord(packed, limits, (start, end) => offsets.push([start, end]));

  expect(visited.ok).toBe(decoded.ok);
  if (!decoded.ok || !visited.ok) {
    expect(visited).toEqual(decoded);
    return;
  }
  expect(decoded.records.length).toBeLessThanOrEqual(limits.maxSubRecords);
  expect(packed.length).toBeLessThanOrEqual(limits.maxBytes);
  expect(visited.count).toBe(decoded.records.length);
  for (const [i, { data, index, partitionKey }] of decoded.records.entries()) {
    const start = data.byteOffset - packed.byteOffset;
    expect(data.buffer).toBe(pool.buffer);
    expect(start).toBeGreaterThanOrEqual(4);
    expect(start + data.length).toBeLessThanOrEqual(packed.length - 16);
    expect(offsets[i]).toEqual([start, start + data.length]);
    expect(index).toBe(i);
    expect(typeof partitionKey).toBe('string');
  }
}

/** What is refused on purpose, though the library reads it. */
const REFUSED =
  /is a group|longer than 64 bits|not in the table|not valid UTF-8|not 1 to 256 characters/;

describe('decodeAggregated', () => {
  test('reads what an independent protobuf library wrote', () => {
    fc.assert(
      fc.property(aMessage, (message) => {
        const decoded = decodeAggregated(envelope(message));

        expect(decoded.ok && decoded.records.map(comparable)).toEqual(
          oracleDecode(message).map(comparable),
        );
      }),
      runs(),
    );
  });

  test('gives back what was packed, and so does an independent library', () => {
    fc.assert(
      fc.property(someEvents, (events) => {
        const packer = recordPacker();
        for (const event of events) expect(packer.add(event)).toEqual({ ok: true });

        const packed = packer.flush();

        expect(packed?.count ?? 0).toBe(events.length);
        if (packed === undefined) return;
        const decoded = decodeAggregated(packed.data);
        expect(isAggregated(packed.data)).toBe(true);
        expect(decoded.ok && decoded.records.map(comparable)).toEqual(events.map(comparable));
        expect(oracleDecode(contentOf(packed.data)).map(comparable)).toEqual(
          events.map(comparable),
        );
      }),
      runs(),
    );
  });

  test('keeps its promises for any message with a right digest', () => {
    fc.assert(
      fc.property(fc.oneof(aBrokenMessage, fc.uint8Array({ maxLength: 60 })), (message) => {
        holdsItsPromises(envelope(message));
      }),
      runs(1_000),
    );
  });

  test('keeps its promises for any bytes', () => {
    const magic = Buffer.from('f3899ac2', 'hex');

    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.boolean(), (bytes, withMagic) => {
        holdsItsPromises(withMagic ? Buffer.concat([magic, bytes]) : bytes);
      }),
      runs(),
    );
  });

  test('reads a broken message as an independent library does', () => {
    fc.assert(
      fc.property(aBrokenMessage, (message) => {
        const decoded = decodeAggregated(envelope(message), AGGREGATION_LIMITS);
        if (!decoded.ok) return;

        const expected = oracleDecode(Uint8Array.from(message)).map(comparable);

        expect(decoded.records.map(comparable)).toEqual(expected);
      }),
      runs(1_000),
    );
  });

  test('refuses of what that library reads only groups, overlong numbers, and keys that no stream takes', () => {
    fc.assert(
      fc.property(aBrokenMessage, (message) => {
        const decoded = decodeAggregated(envelope(message), AGGREGATION_LIMITS);
        if (decoded.ok || decoded.code !== 'KPL_MALFORMED') return;
        if (REFUSED.test(decoded.reason)) return;

        expect(() => oracleDecode(Uint8Array.from(message))).toThrow();
      }),
      runs(1_000),
    );
  });

  test('takes a record for an ordinary event if any one bit of it is flipped', () => {
    fc.assert(
      fc.property(aMessage, fc.nat(), (message, bit) => {
        const packed = Uint8Array.from(envelope(message));
        const at = (bit >> 3) % packed.length;
        packed[at] = (packed[at] ?? 0) ^ (1 << (bit & 7));

        expect(decodeAggregated(packed)).toMatchObject({ ok: false, code: 'KPL_NOT_AGGREGATED' });
      }),
      runs(),
    );
  });
});
