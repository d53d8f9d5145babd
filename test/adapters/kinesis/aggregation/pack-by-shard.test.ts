import { describe, expect, test } from '@jest/globals';
import { packByShard } from '../../../../lib/adapters/kinesis/aggregation/pack-by-shard.ts';

const HALVES = [
  { from: 0n, to: 2n ** 127n },
  { from: 2n ** 127n, to: 2n ** 128n },
];

/** MD5 of "a" begins with 0c, that of "b" with 92, that of "c" with 4a. */
const event = (partitionKey: string) => ({ partitionKey, data: Buffer.from(partitionKey) });

describe('packByShard', () => {
  test('lets all keys of a shard share its record', () => {
    const packer = packByShard(HALVES);
    for (const key of ['a', 'b', 'c', 'b']) packer.add(event(key));

    const packed = packer.flush();

    expect(packed).toMatchObject([
      { partitionKey: 'a', count: 2 },
      { partitionKey: 'b', count: 2 },
    ]);
    expect(packer.flush()).toEqual([]);
  });

  test('packs only equal keys together while the ranges are unknown', () => {
    const packer = packByShard(undefined);
    for (const key of ['a', 'b', 'c', 'b']) packer.add(event(key));
    packer.add({ ...event('b'), explicitHashKey: '0' });

    const packed = packer.flush();

    expect(packed.map(({ partitionKey, count }) => [partitionKey, count])).toEqual([
      ['a', 1],
      ['b', 2],
      ['c', 1],
      ['b', 1],
    ]);
  });

  test('packs only equal keys together where a range is missing', () => {
    const packer = packByShard(HALVES.slice(1));
    for (const key of ['a', 'b', 'c']) packer.add(event(key));

    expect(packer.flush().map(({ partitionKey }) => partitionKey)).toEqual(['a', 'b', 'c']);
  });

  test('gives out the oldest record when more would be open than may be', () => {
    const packer = packByShard(undefined, { maxOpen: 2 });
    packer.add(event('a'));
    packer.add(event('b'));

    const added = packer.add(event('c'));

    expect(added).toMatchObject({ ok: true, packed: { partitionKey: 'a', count: 1 } });
    expect(packer.flush().map(({ partitionKey }) => partitionKey)).toEqual(['b', 'c']);
  });

  test('forgets what it gave out', () => {
    const packer = packByShard(undefined);
    for (const key of ['a', 'b']) packer.add(event(key));
    packer.flush();

    for (const key of ['b', 'a']) packer.add(event(key));

    expect(packer.flush().map(({ partitionKey }) => partitionKey)).toEqual(['b', 'a']);
  });

  test('keeps nothing open for an event it refuses', () => {
    const packer = packByShard(undefined, { maxBytes: 10 });

    expect(packer.add(event('a'))).toMatchObject({ ok: false, code: 'KPL_EVENT_TOO_BIG' });
    expect(packByShard(HALVES).add(event(''))).toMatchObject({
      ok: false,
      code: 'KPL_KEY_INVALID',
    });
    expect(packer.flush()).toEqual([]);
  });
});
