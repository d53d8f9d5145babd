import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const TEST = join(import.meta.dirname, '..');
const ROOT = join(TEST, '..');

interface Law {
  readonly name: string;
  readonly file: string;
}

const laws: readonly Law[] = [
  ...readFileSync(join(ROOT, 'docs/laws.md'), 'utf8').matchAll(
    /^\| (L\d+)\s+\|.*\| `([^`]+)`\s*\|$/gm,
  ),
].map(([, name = '', file = '']) => ({ name, file }));

const tests = readdirSync(TEST, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.test.ts'),
);

/** Laws that the names of a file's tests begin with. */
const lawsIn = (file: string): string[] =>
  [
    ...readFileSync(join(TEST, file), 'utf8').matchAll(/test(?:\.each\(.*\))?\(\s*['`](L\d+)\b/g),
  ].map(([, law = '']) => law);

describe('docs/laws.md', () => {
  test('has laws, each once', () => {
    expect(laws.length).toBeGreaterThan(5);
    expect(new Set(laws.map(({ name }) => name)).size).toBe(laws.length);
  });

  test.each(laws)('$name is held by a test in $file', ({ name, file }) => {
    expect(existsSync(join(TEST, file))).toBe(true);
    expect(lawsIn(file)).toContain(name);
  });

  test('knows every law that a test names', () => {
    const known = laws.map(({ name }) => name);

    const unknown = tests.flatMap((file) =>
      lawsIn(file)
        .filter((law) => !known.includes(law))
        .map((law) => `${file}: ${law}`),
    );

    expect(unknown).toEqual([]);
  });
});
