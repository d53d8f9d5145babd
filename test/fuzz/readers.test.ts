import { describe, expect, test } from '@jest/globals';
import { fuzz } from './fuzz.ts';
import { hostileFile } from './hostile-file.ts';
import { LARGE_SHAPES } from './large-files.ts';

const CHEAP = ['brackets', 'digits', 'escapes', 'columns', 'zeros without a name'];

describe('readers of files', () => {
  test('end in rows or in words for hostile files, in bounded memory, and run and produce alike', async () => {
    const shapes = LARGE_SHAPES.filter(({ name }) => CHEAP.includes(name));

    const { findings, residentMb } = await fuzz({ from: 1, seeds: 100, shapes });

    expect(findings).toEqual([]);
    expect(residentMb).toBeGreaterThan(0);
  });
});

describe('a hostile file', () => {
  test('is the same for its seed', () => {
    for (let seed = 1; seed < 50; seed++) expect(hostileFile(seed)).toEqual(hostileFile(seed));
  });
});
