import { describe, expect, test } from '@jest/globals';
import {
  AGGREGATION_LIMITS,
  type Decoded,
  decodeAggregated,
  forEachSubRecord,
} from '../../../../lib/adapters/kinesis/aggregation/decode-aggregated.ts';
import { envelope, oracleEncode } from '../../../support/aws/kpl.ts';

/** By hand, from the format description; the digest is md5sum's. */
const HI_FROM_A = Buffer.from(
  'f3899ac2' + // magic
    '0a0161' + // partition_key_table: "a"
    '1a06' + // records, 6 bytes
    '0800' + // partition_key_index: 0
    '1a026869' + // data: "hi"
    'ed4ff28777966ae6df59911cb0530cc2',
  'hex',
);

const A = [0x0a, 1, 0x61];
const ONE = [0x1a, 5, 0x08, 0, 0x1a, 1, 0x31];

/** A table of one key of so many letters. */
const keyOf = (letter: string, count: number): number[] => {
  const text = Buffer.from(letter.repeat(count));
  return [0x0a, (text.length & 0x7f) | 0x80, text.length >> 7, ...text];
};

const texts = (decoded: Decoded): string[] | string =>
  decoded.ok ? decoded.records.map(({ data }) => Buffer.from(data).toString()) : decoded.reason;

describe('decodeAggregated', () => {
  test('reads the bytes of the published format', () => {
    const decoded = decodeAggregated(HI_FROM_A);

    expect(decoded).toEqual({
      ok: true,
      records: [{ partitionKey: 'a', index: 0, data: Uint8Array.of(0x68, 0x69) }],
    });
  });

  test('gives views of the record, also of one that lies inside a larger buffer', () => {
    const pool = new Uint8Array(200);
    pool.set(HI_FROM_A, 50);
    const bytes = pool.subarray(50, 50 + HI_FROM_A.length);

    const decoded = decodeAggregated(bytes);

    pool.fill(0x79, 50, 100);
    expect(texts(decoded)).toEqual(['yy']);
  });

  test.each(['a', 'ü', '€'])(
    'takes keys of 256 characters, and others before them: %s',
    (letter) => {
      const keys = ['first', letter.repeat(256)];
      const message = oracleEncode({
        partition_key_table: keys,
        records: keys.map((_, i) => ({ partition_key_index: i, data: Uint8Array.of(i) })),
      });

      const decoded = decodeAggregated(envelope(message));

      expect(decoded.ok && decoded.records.map(({ partitionKey }) => partitionKey)).toEqual(keys);
    },
  );

  test('takes keys by their index in the tables, in any number and order', () => {
    const message = oracleEncode({
      partition_key_table: ['a', 'unused', 'b'],
      explicit_hash_key_table: ['7', '8'],
      records: [
        { partition_key_index: 2, explicit_hash_key_index: 1, data: Uint8Array.of(1) },
        { partition_key_index: 0, data: new Uint8Array(0) },
        { partition_key_index: 2, explicit_hash_key_index: 0, data: Uint8Array.of(3) },
      ],
    });

    const decoded = decodeAggregated(envelope(message));

    expect(decoded).toEqual({
      ok: true,
      records: [
        { partitionKey: 'b', explicitHashKey: '8', data: Uint8Array.of(1), index: 0 },
        { partitionKey: 'a', data: new Uint8Array(0), index: 1 },
        { partitionKey: 'b', explicitHashKey: '7', data: Uint8Array.of(3), index: 2 },
      ],
    });
  });

  test('finds keys in a table that comes after the records', () => {
    const decoded = decodeAggregated(envelope([...ONE, ...A]));

    expect(decoded).toMatchObject({ ok: true, records: [{ partitionKey: 'a' }] });
  });

  test('lets the last of a repeated field count, as protobuf says', () => {
    const twice = [0x1a, 10, 0x08, 9, 0x1a, 1, 0x31, 0x08, 0, 0x1a, 1, 0x32];

    const decoded = decodeAggregated(envelope([...A, ...twice]));

    expect(texts(decoded)).toEqual(['2']);
  });

  test('skips tags and fields it does not know, of every wire type but groups', () => {
    const unknown = [
      ...[0x20, 0xff, 0x01], // 4, varint
      ...[0x29, 1, 2, 3, 4, 5, 6, 7, 8], // 5, 64 bits
      ...[0x32, 2, 0x1a, 0x1a], // 6, delimited
      ...[0x3d, 1, 2, 3, 4], // 7, 32 bits
      ...[0xf8, 0xff, 0xff, 0xff, 0x0f, 0], // the highest field number
    ];
    const tagged = [0x1a, 10, 0x08, 0, 0x22, 3, 0x0a, 1, 0x74, 0x1a, 1, 0x31];

    const decoded = decodeAggregated(envelope([...unknown, ...A, ...tagged, ...unknown]));

    expect(texts(decoded)).toEqual(['1']);
  });

  test('takes a known field with another wire type for an unknown one', () => {
    const indexAsText = [0x1a, 6, 0x0a, 1, 0x00, 0x1a, 1, 0x31];

    const decoded = decodeAggregated(envelope([...A, ...indexAsText]));

    expect(texts(decoded)).toContain('a sub-record has no partition key index');
  });

  test('reads numbers that are written longer than they need to be', () => {
    const padded = [0x1a, 0x87, 0x80, 0x00, 0x08, 0x80, 0x80, 0x00, 0x1a, 1, 0x31];

    const decoded = decodeAggregated(envelope([...A, ...padded]));

    expect(texts(decoded)).toEqual(['1']);
  });

  test('gives no event for a message without records', () => {
    expect(decodeAggregated(envelope(A))).toEqual({ ok: true, records: [] });
  });
});

describe('decodeAggregated takes for one ordinary event', () => {
  test.each([
    ['nothing', []],
    ['JSON', Buffer.from('{"id":"e1","country":"de"}')],
    ['the magic alone', [0xf3, 0x89, 0x9a, 0xc2]],
    ['an envelope without a message, as the KCL does', envelope([])],
    ['a packed record that lost its last byte', HI_FROM_A.subarray(0, -1)],
    ['a packed record with another digest', [...HI_FROM_A.subarray(0, -1), 0]],
    ['a packed record after which something follows', [...HI_FROM_A, 0]],
  ])('%s', (_what, bytes) => {
    expect(decodeAggregated(Uint8Array.from(bytes))).toMatchObject({
      ok: false,
      code: 'KPL_NOT_AGGREGATED',
    });
  });
});

describe('decodeAggregated refuses with a reason', () => {
  const nines = Array.from({ length: 9 }, () => 0xff);

  test.each([
    ['a key that is cut off', [0x0a, 2, 0x61], 'at byte 6 a field ends after its message does'],
    ['a record that is cut off', [...A, ...ONE.slice(0, -1)], 'at byte 9 a field ends after'],
    [
      'data that overlap the next record',
      [...A, 0x1a, 5, 8, 0, 0x1a, 2, 0x31, ...ONE],
      'ends after',
    ],
    ['a number that is cut off', [...A, 0x20, 0x80], 'at byte 8 a field ends after'],
    ['a tag that is cut off', [...A, ...ONE, 0xa0], 'at byte 14 a field ends after'],
    ['an empty key', [0x0a, 0, ...ONE], 'a partition key has not 1 to 256 characters'],
    ['a key of 257 characters', keyOf('a', 257), 'has not 1 to 256 characters'],
    ['a key of 257 characters of two bytes', keyOf('ü', 257), 'has not 1 to 256 characters'],
    ['a 64-bit field that is cut off', [...A, 0x29, 1, 2, 3], 'a field ends after'],
    ['a 32-bit field that is cut off', [...A, 0x3d, 1], 'a field ends after'],
    ['a length near 2^64', [...A, 0x1a, ...nines, 0x01], 'a field ends after'],
    ['a number of 11 bytes', [0x20, ...nines, 0x80, 0], 'a number is longer than 64 bits'],
    ['a number of 65 bits', [0x20, ...nines, 0x02], 'a number is longer than 64 bits'],
    ['field number 0', [0x02, 1, 0x61], 'a number or wire type that protobuf does not have'],
    ['wire type 6', [0x26, 1], 'a number or wire type that protobuf does not have'],
    ['a tag above 32 bits', [0xf8, 0xff, 0xff, 0xff, 0x1f, 0], 'a number or wire type'],
    ['a group', [...A, 0x2b, 0x2c, ...ONE], 'a field is a group'],
    ['the end of a group', [...A, 0x2c, ...ONE], 'a field is a group'],
    ['a record without key index', [...A, 0x1a, 3, 0x1a, 1, 0x31], 'has no partition key index'],
    ['a record without data', [...A, 0x1a, 2, 0x08, 0], 'a sub-record has no data'],
    ['a key that is not UTF-8', [0x0a, 2, 0x61, 0xff, ...ONE], 'a key is not valid UTF-8'],
    ['a hash key that is not UTF-8', [...A, 0x12, 1, 0xc0, ...ONE], 'a key is not valid UTF-8'],
    ['a key index without table', ONE, 'partition key that is not in the table; got index 0'],
    [
      'a key index of 2^64 - 1',
      [...A, 0x1a, 14, 8, ...nines, 1, 0x1a, 1, 0x31],
      'not in the table',
    ],
    [
      'a hash key index outside',
      [...A, 0x12, 1, 0x37, 0x1a, 7, 8, 0, 0x10, 1, 0x1a, 1, 0x31],
      'explicit hash key that is not in the table; got index 1, expected less than 1',
    ],
  ])('%s', (_what, message, reason) => {
    const decoded = decodeAggregated(envelope(message));

    expect(decoded).toMatchObject({ ok: false, code: 'KPL_MALFORMED' });
    expect(texts(decoded)).toContain(reason);
  });

  test('a record with one event more than the limit, and takes one that meets it', () => {
    const record = envelope([...A, ...ONE, ...ONE, ...ONE]);

    const met = decodeAggregated(record, { ...AGGREGATION_LIMITS, maxSubRecords: 3 });
    const exceeded = decodeAggregated(record, { ...AGGREGATION_LIMITS, maxSubRecords: 2 });

    expect(texts(met)).toEqual(['1', '1', '1']);
    expect(exceeded).toEqual({
      ok: false,
      code: 'KPL_OVER_LIMIT',
      reason:
        'packed record: too many sub-records; got more than 2, expected at most 2; raise maxSubRecords or pack fewer [KPL_OVER_LIMIT]',
    });
  });

  test('a record with more keys than it may have events', () => {
    const limits = { ...AGGREGATION_LIMITS, maxSubRecords: 2 };
    const hashKeys = [0x12, 0, 0x12, 0, 0x12, 0];

    expect(texts(decodeAggregated(envelope([...A, ...A]), limits))).toEqual([]);
    expect(texts(decodeAggregated(envelope([...A, ...A, ...A]), limits))).toContain('many keys');
    expect(texts(decodeAggregated(envelope(hashKeys), limits))).toContain('many hash keys');
  });

  test('a record of one byte more than the limit, and takes one that meets it', () => {
    const maxBytes = HI_FROM_A.length;

    const met = decodeAggregated(HI_FROM_A, { ...AGGREGATION_LIMITS, maxBytes });
    const exceeded = decodeAggregated(HI_FROM_A, { ...AGGREGATION_LIMITS, maxBytes: maxBytes - 1 });

    expect(texts(met)).toEqual(['hi']);
    expect(texts(exceeded)).toBe(
      `packed record: it is too large; got ${maxBytes} bytes, expected at most ${maxBytes - 1}; raise maxBytes or pack less [KPL_OVER_LIMIT]`,
    );
  });
});

describe('forEachSubRecord', () => {
  test('tells where each event lies and which key it has', () => {
    const message = oracleEncode({
      partition_key_table: ['a', 'b'],
      records: [0, 1, 0].map((partition_key_index, i) => ({
        partition_key_index,
        data: Buffer.from(`event ${i}`),
      })),
    });
    const packed = Buffer.from(envelope(message));
    const seen: [string, number][] = [];

    const visited = forEachSubRecord(packed, AGGREGATION_LIMITS, (start, end, key) => {
      seen.push([packed.toString('utf8', start, end), key]);
    });

    expect(visited).toEqual({ ok: true, count: 3 });
    expect(seen).toEqual([
      ['event 0', 0],
      ['event 1', 1],
      ['event 2', 0],
    ]);
  });

  test('visits nothing of a record that is wrong at its very end', () => {
    let visits = 0;

    const visited = forEachSubRecord(envelope([...A, ...ONE, 0x1a]), AGGREGATION_LIMITS, () => {
      visits++;
    });

    expect(visited).toMatchObject({ ok: false, code: 'KPL_MALFORMED' });
    expect(visits).toBe(0);
  });
});
