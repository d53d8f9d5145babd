import type { Lake } from '../../ports/lake.ts';
import {
  type LakeObject,
  type LakeRange,
  listObjects,
  objectGone,
} from '../../runtime/archive/list-objects.ts';
import type { FileSource } from './open-lake-file.ts';
import { type LakeReading, type LakeRow, readLakeFile } from './read-lake-file.ts';

/** A part of a stream's lake, and how its rows are read. */
export interface LakeQuery extends LakeRange, LakeReading {}

/**
 * The payloads that arrived in a range, one by one, shard by shard, each shard in its own order.
 *
 * Holds one row group in memory at a time, and nothing of payloads or fields that are not wanted.
 *
 * @throws {@link LakeError} `LAKE_FILE_UNREADABLE`
 */
export async function* readLake(lake: Lake, query: LakeQuery): AsyncGenerator<LakeRow> {
  const { from = Number.NEGATIVE_INFINITY, before = Number.POSITIVE_INFINITY } = query;
  for (const object of await listObjects(lake, query)) {
    for await (const rows of readLakeFile(lakeFile(lake, object), query)) {
      for (const row of rows) {
        if (row.record.arrival >= from && row.record.arrival < before) yield row;
      }
    }
  }
}

/** An object of the lake as a file. */
export const lakeFile = (
  lake: Lake,
  { name, size }: Pick<LakeObject, 'name' | 'size'>,
): FileSource => ({
  name,
  size,
  async read(range) {
    const bytes = await lake.read(name, range);
    if (bytes !== undefined) return bytes;
    throw objectGone(name);
  },
});
