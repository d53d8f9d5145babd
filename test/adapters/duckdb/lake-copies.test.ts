import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { fetchPrefix } from '../../../lib/adapters/duckdb/lake-files.ts';
import { memoryLake } from '../../../lib/adapters/memory/lake.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder();

describe('a copy of the lake', () => {
  test.each([
    'results/../../outside',
    'results/..',
    'results/./a',
    'results//a',
    'results/a\\..\\b',
    'results/',
    'results/\0',
  ])('writes nothing for an object that is called %j', async (name) => {
    const lake = memoryLake();
    await lake.createObject(name, new Uint8Array([1]), {});

    await expect(fetchPrefix(lake, 'results', join(folder, 'copies'))).rejects.toThrow(
      /^lake: the name of an object is no path .* \[LAKE_NAME_UNSAFE\]$/,
    );
    expect(existsSync(join(folder, 'outside'))).toBe(false);
  });

  test('stands below its folder, under the names of the lake', async () => {
    const lake = memoryLake();
    await lake.createObject('results/dt=2026-03-01/x..y.parquet', new Uint8Array([1]), {});

    await fetchPrefix(lake, 'results', join(folder, 'copies'));

    expect(existsSync(join(folder, 'copies/results/dt=2026-03-01/x..y.parquet'))).toBe(true);
  });
});
