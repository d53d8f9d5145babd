import { type HashRange, routedHashKey, shardForHashKey } from './hash-range.ts';
import type { PackedRecord } from './open-record.ts';
import {
  type Added,
  type RecordPacker,
  type RecordPackerOptions,
  recordPacker,
} from './record-packer.ts';
import type { KeyedData } from './sub-record.ts';

/** Defaults of {@link PackByShardOptions}. */
export const PACK_BY_SHARD_DEFAULTS = { maxOpen: 1_000 } as const;

export interface PackByShardOptions extends RecordPackerOptions {
  /**
   * Most records that are filled at the same time; with one more the oldest is given out as it is.
   *
   * Matters when packing by key, where it bounds the memory: at most `maxOpen * maxBytes` bytes.
   *
   * @defaultValue `PACK_BY_SHARD_DEFAULTS.maxOpen`
   */
  readonly maxOpen?: number;
}

export interface ShardPacker {
  /** As {@link RecordPacker.add}; gives out at most one record, of any shard. */
  add(event: KeyedData): Added;
  /** All records that are still open, the oldest first. */
  flush(): PackedRecord[];
}

/**
 * Packs only events together that belong to one shard, so that none lands where it does not belong
 * (see {@link routedHashKey} for what happens to those that do).
 *
 * With the ranges of the open shards, events of all keys of a shard share its records. Without them,
 * or for a hash key in none of them, only events with the same keys do: that holds under any shard
 * map, also one that changes while records are on their way, and packs worse.
 *
 * A known map can become stale. The producer compares the shard that `PutRecords` answers with the
 * one it packed for and, when they differ, fetches the map anew. Streams with the record
 * distribution strategy `AUTO` ignore all keys: nothing may be packed for them by shard or by key.
 *
 * Events with the same keys come out in the order they went in.
 *
 * @param ranges - Of the open shards, in ascending order; see `openShardRanges`.
 */
export function packByShard(
  ranges: readonly HashRange[] | undefined,
  { maxOpen = PACK_BY_SHARD_DEFAULTS.maxOpen, ...options }: PackByShardOptions = {},
): ShardPacker {
  const open = new Map<string | number, RecordPacker>();

  return {
    add(event) {
      const group = groupOf(event, ranges);
      const known = open.get(group);
      if (known !== undefined) return known.add(event);
      const packer = recordPacker(options);
      const added = packer.add(event);
      if (!added.ok) return added;
      open.set(group, packer);
      return open.size > maxOpen ? { ok: true, packed: closeOldest(open) } : added;
    },

    flush() {
      const packed = [...open.values()].flatMap((packer) => packer.flush() ?? []);
      open.clear();
      return packed;
    },
  };
}

/** A shard's index, or the keys themselves; the hash key is digits, so the two cannot be confused. */
function groupOf(event: KeyedData, ranges: readonly HashRange[] | undefined): string | number {
  const hashKey = ranges && routedHashKey(event);
  const shard = hashKey === undefined ? undefined : shardForHashKey(ranges ?? [], hashKey);
  return shard ?? `${event.explicitHashKey ?? ''}/${event.partitionKey}`;
}

function closeOldest(open: Map<string | number, RecordPacker>): PackedRecord | undefined {
  for (const [group, packer] of open) {
    open.delete(group);
    return packer.flush();
  }
  return undefined;
}
