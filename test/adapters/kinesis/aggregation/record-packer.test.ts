import { describe, expect, test } from '@jest/globals';
import type { PackedRecord } from '../../../../lib/adapters/kinesis/aggregation/open-record.ts';
import {
  type Added,
  RECORD_PACKER_DEFAULTS,
  recordPacker,
} from '../../../../lib/adapters/kinesis/aggregation/record-packer.ts';
import { KINESIS_LIMITS } from '../../../../lib/adapters/kinesis/limits.ts';
import { contentOf, oracleDecode } from '../../../support/aws/kpl.ts';

const event = (text: string, partitionKey = 'a') => ({ partitionKey, data: Buffer.from(text) });

const textsIn = (packed: PackedRecord | undefined): string[] =>
  packed === undefined
    ? []
    : oracleDecode(contentOf(packed.data)).map(({ data }) => Buffer.from(data).toString());

const packedBy = (added: Added): PackedRecord | undefined => (added.ok ? added.packed : undefined);

describe('recordPacker', () => {
  test('writes the bytes of the published format', () => {
    const packer = recordPacker();
    packer.add(event('hi'));

    const packed = packer.flush();

    expect(Buffer.from(packed?.data ?? []).toString('hex')).toBe(
      'f3899ac20a01611a0608001a026869ed4ff28777966ae6df59911cb0530cc2',
    );
  });

  test('puts a record where its first event would go alone', () => {
    const packer = recordPacker();
    packer.add({ ...event('1', 'first'), explicitHashKey: '7' });
    packer.add({ ...event('2', 'second'), explicitHashKey: '8' });

    expect(packer.flush()).toMatchObject({
      partitionKey: 'first',
      explicitHashKey: '7',
      count: 2,
    });
  });

  test('writes each key once', () => {
    const packer = recordPacker();
    for (let n = 0; n < 100; n++) packer.add(event('.', n % 2 ? 'even-longer-key' : 'a-long-key'));

    const text = Buffer.from(packer.flush()?.data ?? []).toString('latin1');

    expect(text.split('even-longer-key')).toHaveLength(2);
    expect(text.split('a-long-key')).toHaveLength(2);
  });

  test('measures tables whose indices take two bytes', () => {
    const packer = recordPacker();
    const events = Array.from({ length: 200 }, (_, n) => ({
      ...event(`${n}`, `key-${n}`),
      explicitHashKey: `${n}`,
    }));
    for (const each of events) packer.add(each);

    const packed = packer.flush();

    expect(oracleDecode(contentOf(packed?.data ?? new Uint8Array()))).toEqual(
      events.map((each) => ({ ...each, data: Uint8Array.from(each.data) })),
    );
  });

  test('gives out the record that has no room for an event, and begins the next with it', () => {
    const packer = recordPacker({ maxRecords: 2 });

    const given = ['1', '2', '3', '4', '5'].map((text) =>
      textsIn(packedBy(packer.add(event(text)))),
    );

    expect(given).toEqual([[], [], ['1', '2'], [], ['3', '4']]);
    expect(textsIn(packer.flush())).toEqual(['5']);
    expect(packer.flush()).toBeUndefined();
  });

  test('fills a record to the last byte, its partition key counted', () => {
    const size = 4 + 16 + 1 + 3 + 2 * (2 + 4 + 1); // envelope, key outside, key inside, two events
    const exact = recordPacker({ maxBytes: size });
    const tight = recordPacker({ maxBytes: size - 1 });

    const [fitting, spilling] = [exact, tight].map((packer) => {
      packer.add(event('1'));
      return packedBy(packer.add(event('2')));
    });

    expect(fitting).toBeUndefined();
    expect(spilling?.count).toBe(1);
    expect(exact.flush()?.data).toHaveLength(size - 1);
  });

  test('refuses an event that fits in no record, says both sizes, and stays as it was', () => {
    const packer = recordPacker({ maxBytes: 100 });
    packer.add(event('kept'));

    const added = packer.add(event('x'.repeat(90)));

    expect(added).toEqual({
      ok: false,
      code: 'KPL_EVENT_TOO_BIG',
      sizeBytes: 120,
      limitBytes: 100,
      reason:
        'event: it does not fit in a packed record; got 120 bytes packed alone, expected at most 100; send it unpacked, or put its payload in S3 and send the reference [KPL_EVENT_TOO_BIG]',
    });
    expect(textsIn(packer.flush())).toEqual(['kept']);
  });

  test('takes the largest event that fits alone', () => {
    const packer = recordPacker({ maxBytes: 120 });

    expect(packer.add(event('x'.repeat(90)))).toEqual({ ok: true });
    expect(packer.flush()?.data).toHaveLength(119);
  });

  test('refuses all when a limit is not a number, rather than nothing', () => {
    const packer = recordPacker({ maxBytes: Number.NaN });

    expect(packer.add(event('1'))).toMatchObject({ ok: false, code: 'KPL_EVENT_TOO_BIG' });
  });

  test.each([
    ['an empty partition key', { partitionKey: '' }, 'got 0 characters, expected 1 to 256'],
    ['a partition key of 3 KB', { partitionKey: 'k'.repeat(3_072) }, 'got 3072 characters'],
    ['half a surrogate pair', { partitionKey: 'a\ud83d' }, 'got half of a surrogate pair'],
    ['a negative hash key', { explicitHashKey: '-1' }, 'got "-1", expected a decimal integer'],
    ['a hash key of 2^128', { explicitHashKey: String(2n ** 128n) }, 'from 0 to 2^128 - 1'],
    ['a hash key with a leading zero', { explicitHashKey: '007' }, 'got "007"'],
    ['an empty hash key', { explicitHashKey: '' }, 'got ""'],
  ])('refuses %s', (_what, keys, reason) => {
    const packer = recordPacker();

    const added = packer.add({ ...event('1'), ...keys });

    expect(added).toMatchObject({
      ok: false,
      code: 'KPL_KEY_INVALID',
      reason: expect.stringContaining(reason),
    });
    expect(packer.flush()).toBeUndefined();
  });

  test('takes keys at the edges of what Kinesis takes', () => {
    const packer = recordPacker();
    const partitionKey = 'é'.repeat(256);

    const added = packer.add({
      ...event('1', partitionKey),
      explicitHashKey: String(2n ** 128n - 1n),
    });

    expect(added.ok).toBe(true);
    expect(packer.flush()).toMatchObject({ partitionKey });
  });

  test('by default stays below 1 MiB and fills whole units of what is billed', () => {
    const { maxBytes } = RECORD_PACKER_DEFAULTS;

    expect(maxBytes).toBeLessThan(KINESIS_LIMITS.recordBytes);
    expect(maxBytes % KINESIS_LIMITS.payloadUnitBytes).toBe(0);
  });
});
