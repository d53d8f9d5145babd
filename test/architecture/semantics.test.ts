import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { loadCases } from '../conformance/load-cases.ts';

const ROOT = join(import.meta.dirname, '../..');
const text = readFileSync(join(ROOT, 'docs/semantics.md'), 'utf8');
const cases = loadCases(join(ROOT, 'test/golden/conformance'))
  .concat(loadCases(join(ROOT, 'test/golden/conformance-own')))
  .map((loaded) => loaded.case.id);

/** What stands between back-ticks in the last column of the tables that show rules. */
const shownBy = text
  .split('\n')
  .filter((line) => /^\| .+ \| .+ \|$/.test(line) && !line.includes('---'))
  .flatMap((line) => [...(line.split('|').at(-2) ?? '').matchAll(/`([^`]+)`/g)])
  .map(([, name = '']) => name);

describe('docs/semantics.md', () => {
  test('names only cases and tests that there are', () => {
    const missing = shownBy.filter((name) => {
      const isFile = name.includes('/');
      return isFile
        ? !existsSync(join(ROOT, 'test', name.replace('/*.test.ts', '')))
        : !cases.includes(name);
    });

    expect(missing).toEqual([]);
  });

  test('shows every rule', () => {
    const rules = text.split('\n').filter((line) => /^\| [^|]+ \| [^|]+ \|$/.test(line));

    const bare = rules.filter((line) => !line.includes('`') && !/Rule|---|Millrace/.test(line));

    expect(bare).toEqual([]);
  });
});
