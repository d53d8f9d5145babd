import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pMap from 'p-map';
import pRetry from 'p-retry';
import { LakeError } from '../../errors/lake-error.ts';
import type { Lake } from '../../ports/lake.ts';
import { LAKE_ROOT } from '../../runtime/archive/layout.ts';
import {
  isObjectGone,
  type LakeRange,
  listObjects,
  objectGone,
} from '../../runtime/archive/list-objects.ts';
import { sqlText } from './duckdb.ts';

/** Objects on their way at the same time. */
const AT_ONCE = 16;

/**
 * Copies the objects of a range to a folder, under their own names, for engines that read files only.
 *
 * @returns How many there are.
 */
export async function fetchLake(lake: Lake, range: LakeRange, folder: string): Promise<number> {
  return pRetry(
    async () => {
      // whatever was copied may have been compacted since, and must not be there twice
      await rm(join(folder, LAKE_ROOT, range.stream), { recursive: true, force: true });
      const objects = await listObjects(lake, range);
      await pMap(objects, ({ name }) => fetchObject(lake, name, folder), { concurrency: AT_ONCE });
      return objects.length;
    },
    { retries: 4, minTimeout: 0, shouldRetry: ({ error }) => isObjectGone(error) },
  );
}

/** Copies everything below a prefix of the lake to a folder. */
export async function fetchPrefix(lake: Lake, prefix: string, folder: string): Promise<void> {
  const objects = await Array.fromAsync(lake.list(prefix));
  await pMap(objects, ({ name }) => fetchObject(lake, name, folder), { concurrency: AT_ONCE });
}

/**
 * Where a copy of an object stands: whoever writes to the lake chooses its names, and a name with `..`
 * in it would write elsewhere.
 *
 * @throws {@link LakeError} `LAKE_NAME_UNSAFE`
 */
function pathBelow(folder: string, name: string): string {
  const parts = name.split('/');
  const isPlain = parts.every((part) => part !== '' && part !== '.' && part !== '..');
  if (isPlain && !name.includes('\0') && !name.includes('\\')) return join(folder, ...parts);
  throw new LakeError('LAKE_NAME_UNSAFE', {
    at: 'lake',
    problem: 'the name of an object is no path below a folder',
    given: JSON.stringify(name),
    expected: 'parts between slashes, none of them empty, "." or ".."',
    fix: 'look who wrote it, and remove it from the bucket',
  });
}

async function fetchObject(lake: Lake, name: string, folder: string): Promise<void> {
  const bytes = await lake.read(name);
  if (bytes === undefined) throw objectGone(name);
  const path = pathBelow(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
}

/** The rows of a stream, from files below a folder: what goes after `FROM` in a query of DuckDB. */
export const lakeRelation = (folder: string, stream: string): string => {
  const files = join(folder, LAKE_ROOT, stream, '*', '*', '*', '*.parquet');
  return `read_parquet(${sqlText(files)}, hive_partitioning = true, hive_types_autocast = false, union_by_name = true)`;
};
