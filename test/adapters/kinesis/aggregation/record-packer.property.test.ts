import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { PackedRecord } from '../../../../lib/adapters/kinesis/aggregation/open-record.ts';
import { recordPacker } from '../../../../lib/adapters/kinesis/aggregation/record-packer.ts';
import type { KeyedData } from '../../../../lib/adapters/kinesis/aggregation/sub-record.ts';
import {
  comparable,
  contentOf,
  oracleDecode,
  oracleEncode,
  someEvents,
} from '../../../support/aws/kpl.ts';
import { runs } from '../../../support/property.ts';

interface Limits {
  readonly maxBytes: number;
  readonly maxRecords: number;
}

const someLimits: fc.Arbitrary<Limits> = fc.record({
  maxBytes: fc.oneof(fc.integer({ min: 1, max: 2_000 }), fc.integer({ min: 16_300, max: 40_000 })),
  maxRecords: fc.integer({ min: 1, max: 30 }),
});

/** The size of these events in one record as Kinesis counts it; written by the other library. */
function sizeOf(events: readonly KeyedData[]): number {
  const keys = [...new Set(events.map(({ partitionKey }) => partitionKey))];
  const hashKeys = [...new Set(events.flatMap(({ explicitHashKey }) => explicitHashKey ?? []))];
  const message = oracleEncode({
    partition_key_table: keys,
    explicit_hash_key_table: hashKeys,
    records: events.map(({ partitionKey, explicitHashKey, data }) => ({
      partition_key_index: keys.indexOf(partitionKey),
      ...(explicitHashKey && { explicit_hash_key_index: hashKeys.indexOf(explicitHashKey) }),
      data,
    })),
  });
  return 4 + message.length + 16 + Buffer.byteLength(events[0]?.partitionKey ?? '');
}

/** Greedy, from scratch for each event: fill until the next would not fit. */
function expectedGroups(events: readonly KeyedData[], { maxBytes, maxRecords }: Limits) {
  const groups: KeyedData[][] = [];
  const refused: number[] = [];
  for (const event of events) {
    const alone = sizeOf([event]);
    const last = groups.at(-1);
    if (last && last.length < maxRecords && sizeOf([...last, event]) <= maxBytes) {
      last.push(event); // perhaps one that is too big alone: alone, its key counts twice
    } else if (alone > maxBytes) refused.push(alone);
    else groups.push([event]);
  }
  return { groups, refused };
}

describe('recordPacker', () => {
  test('packs as an obvious packer does that measures with another library', () => {
    fc.assert(
      fc.property(someEvents, someLimits, (events, limits) => {
        const packer = recordPacker(limits);
        const packed: PackedRecord[] = [];
        const refused: number[] = [];
        for (const event of events) {
          const added = packer.add(event);
          if (added.ok && added.packed) packed.push(added.packed);
          if (!added.ok && added.code === 'KPL_EVENT_TOO_BIG') refused.push(added.sizeBytes);
        }
        packed.push(...([packer.flush()].filter(Boolean) as PackedRecord[]));

        const expected = expectedGroups(events, limits);

        expect(refused).toEqual(expected.refused);
        expect(packed.map(({ data }) => oracleDecode(contentOf(data)).map(comparable))).toEqual(
          expected.groups.map((group) => group.map(comparable)),
        );
        expect(packed.map(({ count }) => count)).toEqual(
          expected.groups.map(({ length }) => length),
        );
        for (const [i, { data, partitionKey }] of packed.entries()) {
          const bytes = data.length + Buffer.byteLength(partitionKey);
          expect(bytes).toBe(sizeOf(expected.groups[i] ?? []));
          expect(bytes).toBeLessThanOrEqual(limits.maxBytes);
        }
      }),
      runs(),
    );
  });
});
