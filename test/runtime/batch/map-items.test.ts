import { describe, expect, test } from '@jest/globals';
import type { LinkedObject, StreamLake } from '../../../lib/runtime/batch/lake-reach.ts';
import { BATCH_LIMITS } from '../../../lib/runtime/batch/limits.ts';
import { mapItems } from '../../../lib/runtime/batch/map-items.ts';

const { rowsPerItem, bytesPerItem } = BATCH_LIMITS;

/** A chain of objects of so many rows and bytes, one second of event time each. */
function lakeOf(sizes: readonly { rows: number; bytes: number; shard?: string }[]): StreamLake {
  const objects = sizes.map(({ rows, bytes, shard = 's0' }, i): LinkedObject => {
    const times = { min: i * 1_000, max: i * 1_000 + 999 };
    const link = { from: String(i), to: String(i + 1), rows, eventTime: times, arrival: times };
    return { name: `o${i}`, size: bytes, shard, from: String(i), link } as unknown as LinkedObject;
  });
  return { stream: 'trips', objects, ancestors: new Map() } as unknown as StreamLake;
}

const itemsOf = (
  sizes: Parameters<typeof lakeOf>[0],
  range = { from: 0, to: 1_000_000 },
): string[][] =>
  mapItems(lakeOf(sizes), { ...range, horizon: undefined, limits: BATCH_LIMITS }).map(
    ({ objects }) => objects.map(({ name }) => name),
  );

describe('a task of a batch run', () => {
  test('reads as many payloads as it may, and not one more', () => {
    const half = { rows: rowsPerItem / 2, bytes: 1 };

    expect(itemsOf([half, half, { rows: 1, bytes: 1 }])).toEqual([['o0', 'o1'], ['o2']]);
    expect(itemsOf([half, { ...half, rows: half.rows + 1 }])).toEqual([['o0'], ['o1']]);
  });

  test('reads as many bytes as it may, and not one more', () => {
    const half = { rows: 1, bytes: bytesPerItem / 2 };

    expect(itemsOf([half, half, { rows: 1, bytes: 1 }])).toEqual([['o0', 'o1'], ['o2']]);
    expect(itemsOf([half, { ...half, bytes: half.bytes + 1 }])).toEqual([['o0'], ['o1']]);
  });

  test('reads a single object whatever its size, and begins to count anew behind it', () => {
    const huge = { rows: 3 * rowsPerItem, bytes: 3 * bytesPerItem };
    const small = { rows: rowsPerItem / 2, bytes: bytesPerItem / 2 };

    expect(itemsOf([small, huge, small, small])).toEqual([['o0'], ['o1'], ['o2', 'o3']]);
  });

  test('reads objects of one shard, those that hold an instant of the range', () => {
    const small = { rows: 1, bytes: 1 };
    const all = [small, small, { ...small, shard: 's1' }, small, small];

    expect(itemsOf(all, { from: 1_999, to: 4_000 })).toEqual([['o1', 'o3'], ['o2']]);
    expect(itemsOf(all, { from: 2_000, to: 4_001 })).toEqual([['o2'], ['o3', 'o4']]);
  });
});
