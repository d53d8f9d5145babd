import type { Lake } from '../../ports/lake.ts';
import type { ReadLakeRecords, StoredObject } from '../../ports/lake-file.ts';
import type { SourceRecord } from '../../ports/source-record.ts';
import { paddedSequence } from '../../ports/task.ts';
import { isObjectGone, replacementOf } from '../../runtime/archive/list-objects.ts';
import { openLakeFile } from './open-lake-file.ts';
import { lakeFile } from './read-lake.ts';
import { readPositions } from './read-positions.ts';

/**
 * Reads the payloads of lake files, row group by row group, and no typed column.
 *
 * An object that was compacted since it was listed is read from the one that has replaced it.
 *
 * @throws {@link LakeError} `LAKE_FILE_UNREADABLE`, `LAKE_OBJECT_GONE`
 */
export const lakeRecords = (lake: Lake): ReadLakeRecords =>
  async function* (object) {
    let given = 0;
    try {
      for await (const records of recordsIn(lake, object)) {
        given += records.length;
        yield records;
      }
    } catch (error) {
      if (!isObjectGone(error)) throw error;
      const replacement = await replacementOf(lake, object);
      if (replacement === undefined) throw error;
      let passed = 0;
      for await (const records of recordsIn(lake, replacement)) {
        const mine = records.filter(({ sequence }) => isWithin(paddedSequence(sequence), object));
        const left = mine.slice(Math.max(0, given - passed));
        passed += mine.length;
        if (left.length > 0) yield left;
      }
    }
  };

const isWithin = (sequence: string, { from, to }: StoredObject): boolean =>
  from < sequence && sequence <= to;

async function* recordsIn(
  lake: Lake,
  object: Pick<StoredObject, 'name' | 'size'>,
): AsyncGenerator<readonly SourceRecord[]> {
  const file = await openLakeFile(lakeFile(lake, object));
  for (const group of file.rowGroups) {
    const at = await readPositions(group, true);
    yield Array.from({ length: group.rows }, (_, i) => at(i).record);
  }
}
