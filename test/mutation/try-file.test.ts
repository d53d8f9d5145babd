import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { mutantsOf } from './mutants.ts';
import { type FileResult, tryFile } from './try-file.ts';

const SOURCE = `
const LIMIT = 3;
export const upTo = (n: number): number[] => {
  const all: number[] = [];
  for (let i = 0; i < n; i += 1) all.push(i);
  return all.slice(0, LIMIT);
};
export const never = (n: number): number => n + 1;
`;

const TESTS = `
import { expect, test } from '@jest/globals';
import { never, upTo } from './source.ts';
let runs = 0;
test('counts', () => expect(upTo(2)).toEqual([0, 1]));
test('stops at the limit', () => expect(upTo(9)).toHaveLength(3));
test('runs through it and sees nothing', () => void never(1));
test('passes the first time only, whatever is on', () => expect(runs++).toBe(0));
test('fails without a mutant', () => expect(1).toBe(2));
`;

describe('a file of tests that mutants are tried with', () => {
  const folder = temporaryFolder();
  const mutants = mutantsOf(SOURCE).map((mutant, id) => ({ id, mutant }));
  let result: FileResult;

  beforeAll(async () => {
    const source = join(folder, 'source.ts');
    const tests = join(folder, 'tests.ts');
    writeFileSync(source, SOURCE);
    writeFileSync(tests, TESTS);
    result = await tryFile(tests, { [source]: mutants }, 3_000);
  });

  const idOf = (text: string, by: string): number =>
    mutants.find(({ mutant }) => SOURCE.slice(mutant.from, mutant.to) === text && mutant.by === by)
      ?.id ?? -1;

  test('notices what makes a test fail', () => {
    expect(result.noticed.get(idOf('<', '<='))).toContain('toEqual');
    expect(result.noticed.has(idOf('all.push(i);', ';'))).toBe(true);
  });

  test('notices what never ends', () => {
    expect(result.noticed.get(idOf('+=', '-='))).toBe('never ends');
  });

  test('notices what is looked at only while the source loads', () => {
    expect(result.noticed.has(idOf('3', '4'))).toBe(true);
  });

  test('tells what is run through and not noticed, also where tests do not bear a second run', () => {
    const id = idOf('+', '-');

    expect([result.reached.has(id), result.noticed.has(id)]).toEqual([true, false]);
  });

  test('says which tests it cannot use', () => {
    expect(result.trouble).toEqual([expect.stringContaining('tests.ts: ')]);
  });
});
