import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  isInHashRange,
  openShardRanges,
  routedHashKey,
  shardForHashKey,
} from '../../../../lib/adapters/kinesis/aggregation/hash-range.ts';
import { aHashKey, aPartitionKey } from '../../../support/aws/kpl.ts';
import { runs } from '../../../support/property.ts';

const ALL = 2n ** 128n;

/** As `ListShards` gives it: both ends inclusive. */
const shard = (first: bigint, last: bigint, closed = false) => ({
  HashKeyRange: { StartingHashKey: String(first), EndingHashKey: String(last) },
  SequenceNumberRange: closed ? { EndingSequenceNumber: '49' } : {},
});

describe('routedHashKey', () => {
  test('is the explicit hash key if there is one', () => {
    expect(routedHashKey({ partitionKey: 'a', explicitHashKey: '0' })).toBe(0n);
    expect(routedHashKey({ partitionKey: 'a', explicitHashKey: String(ALL - 1n) })).toBe(ALL - 1n);
  });

  test('is the MD5 of the partition key, the first byte the highest', () => {
    expect(routedHashKey({ partitionKey: 'a' })).toBe(0x0cc175b9c0f1b6a831c399e269772661n);
  });

  test('takes the MD5 of the key in UTF-8, byte by byte', () => {
    fc.assert(
      fc.property(aPartitionKey, (partitionKey) => {
        const digest = createHash('md5').update(Buffer.from(partitionKey, 'utf8')).digest();

        expect(routedHashKey({ partitionKey })).toBe(
          digest.reduce((key, byte) => key * 256n + BigInt(byte), 0n),
        );
      }),
      runs(),
    );
  });

  test.each(['', '-1', '+1', '01', '1.0', '1e3', '0x10', ' 1', 'abc', String(ALL), '9'.repeat(40)])(
    'gives nothing for the explicit hash key "%s"',
    (explicitHashKey) => {
      expect(routedHashKey({ partitionKey: 'a', explicitHashKey })).toBeUndefined();
    },
  );
});

describe('isInHashRange', () => {
  test('contains the first key of the range and not the one after the last', () => {
    const range = { from: 10n, to: 20n };

    expect([9n, 10n, 19n, 20n].map((key) => isInHashRange(key, range))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});

describe('shardForHashKey', () => {
  test('finds the only range that contains the key, or none', () => {
    const cuts = fc.uniqueArray(aHashKey, { minLength: 1, maxLength: 40 });

    fc.assert(
      fc.property(cuts, aHashKey, fc.nat(), (edges, key, gap) => {
        const sorted = [...edges, ALL].sort((a, b) => (a < b ? -1 : 1));
        const ranges = sorted
          .slice(1)
          .map((to, i) => ({ from: sorted[i] as bigint, to }))
          .filter((_, i) => i !== gap % 50);

        const found = shardForHashKey(ranges, key);

        const holders = ranges.flatMap(({ from, to }, i) => (key >= from && key < to ? [i] : []));
        expect(found === undefined ? [] : [found]).toEqual(holders);
      }),
      runs(),
    );
  });
});

describe('openShardRanges', () => {
  test('makes the inclusive ends of AWS exclusive, in ascending order', () => {
    const ranges = openShardRanges([shard(2n ** 127n, ALL - 1n), shard(0n, 2n ** 127n - 1n)]);

    expect(ranges).toEqual([
      { from: 0n, to: 2n ** 127n },
      { from: 2n ** 127n, to: ALL },
    ]);
  });

  test('leaves out closed shards, whose keys their children have', () => {
    const ranges = openShardRanges([shard(0n, ALL - 1n, true), shard(0n, 4n), shard(5n, ALL - 1n)]);

    expect(ranges).toEqual([
      { from: 0n, to: 5n },
      { from: 5n, to: ALL },
    ]);
  });

  test.each([
    ['no shard', []],
    ['only closed shards', [shard(0n, ALL - 1n, true)]],
    ['a gap at the beginning', [shard(1n, ALL - 1n)]],
    ['a gap at the end', [shard(0n, ALL - 2n)]],
    ['a gap between', [shard(0n, 4n), shard(6n, ALL - 1n)]],
    ['an overlap', [shard(0n, 5n), shard(5n, ALL - 1n)]],
    ['a parent beside its children', [shard(0n, ALL - 1n), shard(0n, 4n), shard(5n, ALL - 1n)]],
    ['a range that is missing', [{}]],
    ['a range that is no number', [{ HashKeyRange: { StartingHashKey: '0', EndingHashKey: 'f' } }]],
  ])('does not guess from %s', (_what, shards) => {
    expect(openShardRanges(shards)).toBeUndefined();
  });
});
