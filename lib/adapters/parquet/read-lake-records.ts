import type { Lake } from '../../ports/lake.ts';
import type { ReadLakeRecords } from '../../ports/lake-file.ts';
import { openLakeFile } from './open-lake-file.ts';
import { lakeFile } from './read-lake.ts';
import { readPositions } from './read-positions.ts';

/**
 * Reads the payloads of lake files, row group by row group, and no typed column.
 *
 * @throws {@link LakeError} `LAKE_FILE_UNREADABLE`
 */
export const lakeRecords = (lake: Lake): ReadLakeRecords =>
  async function* (object) {
    const file = await openLakeFile(lakeFile(lake, object));
    for (const group of file.rowGroups) {
      const at = await readPositions(group, true);
      yield Array.from({ length: group.rows }, (_, i) => at(i).record);
    }
  };
