import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { PackedRecord } from '../../../../lib/adapters/kinesis/aggregation/open-record.ts';
import { packByShard } from '../../../../lib/adapters/kinesis/aggregation/pack-by-shard.ts';
import type { KeyedData } from '../../../../lib/adapters/kinesis/aggregation/sub-record.ts';
import {
  aHashKey,
  comparable,
  contentOf,
  oracleDecode,
  someEvents,
} from '../../../support/aws/kpl.ts';
import { runs } from '../../../support/property.ts';

const ALL = 2n ** 128n;

const someRanges = fc.uniqueArray(aHashKey, { maxLength: 6 }).map((cuts) => {
  const edges = [...new Set([0n, ...cuts, ALL])].sort((a, b) => (a < b ? -1 : 1));
  return edges.slice(1).map((to, i) => ({ from: edges[i] as bigint, to }));
});

const someOptions = fc.record({
  maxBytes: fc.integer({ min: 300, max: 20_000 }),
  maxRecords: fc.integer({ min: 1, max: 10 }),
  maxOpen: fc.integer({ min: 1, max: 8 }),
});

/** Where Kinesis puts a record with these keys. */
function shardOf({ partitionKey, explicitHashKey }: Omit<KeyedData, 'data'>, ranges: HashRanges) {
  const md5 = createHash('md5').update(partitionKey, 'utf8').digest('hex');
  const key = BigInt(explicitHashKey ?? `0x${md5}`);
  return ranges.findIndex(({ from, to }) => key >= from && key < to);
}

type HashRanges = readonly { readonly from: bigint; readonly to: bigint }[];

function packAll(events: readonly KeyedData[], packer: ReturnType<typeof packByShard>) {
  const taken: KeyedData[] = [];
  const packed: PackedRecord[] = [];
  for (const event of events) {
    const added = packer.add(event);
    if (added.ok) taken.push(event);
    if (added.ok && added.packed) packed.push(added.packed);
  }
  packed.push(...packer.flush());
  return { taken, packed };
}

const eventsIn = ({ data }: PackedRecord): KeyedData[] => oracleDecode(contentOf(data));

const inOrderOfKeys = (events: readonly KeyedData[]): unknown[] =>
  [
    ...Map.groupBy(
      events,
      ({ partitionKey, explicitHashKey }) => `${explicitHashKey} ${partitionKey}`,
    ),
  ]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, group]) => [key, group.map(comparable)]);

describe('packByShard', () => {
  test('puts every event in the shard it would reach alone', () => {
    fc.assert(
      fc.property(someEvents, someRanges, someOptions, (events, ranges, options) => {
        const { packed } = packAll(events, packByShard(ranges, options));

        for (const record of packed) {
          const there = shardOf(record, ranges);
          for (const event of eventsIn(record)) expect(shardOf(event, ranges)).toBe(there);
        }
      }),
      runs(),
    );
  });

  test('without ranges puts every event in the right shard, whatever the ranges turn out to be', () => {
    fc.assert(
      fc.property(someEvents, someRanges, someOptions, (events, ranges, options) => {
        const { packed } = packAll(events, packByShard(undefined, options));

        for (const record of packed) {
          const there = shardOf(record, ranges);
          for (const event of eventsIn(record)) expect(shardOf(event, ranges)).toBe(there);
        }
      }),
      runs(),
    );
  });

  test('gives out every event it took once, those with the same keys in order', () => {
    const mayBeUnknown = fc.option(someRanges, { nil: undefined });

    fc.assert(
      fc.property(someEvents, mayBeUnknown, someOptions, (events, ranges, options) => {
        const { taken, packed } = packAll(events, packByShard(ranges, options));

        expect(inOrderOfKeys(packed.flatMap(eventsIn))).toEqual(inOrderOfKeys(taken));
      }),
      runs(),
    );
  });
});
