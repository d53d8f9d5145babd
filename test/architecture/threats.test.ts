import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../..');
const text = readFileSync(join(ROOT, 'docs/threats.md'), 'utf8');

/** Everybody who has a part of the page. */
const ACTORS = ['A producer', 'A reader', 'An operator', 'Whoever writes to the lake'];

interface Row {
  readonly actor: string;
  readonly tried: string;
  readonly file: string;
  /** Part of the name of a test in it. */
  readonly named: string;
}

const rowsIn = (section: string): Row[] => {
  const actor = section.slice(0, section.indexOf('\n'));
  return [...section.matchAll(/^\| ([^|]+) \| [^|]+ \| [^|]+ \| `([^`]+)` › ([^|]+) \|$/gm)].map(
    ([, tried = '', file = '', named = '']) => ({ actor, tried, file, named }),
  );
};

const sections = text.split(/^## /m).slice(1);
const rows = sections.flatMap(rowsIn);

/** Names of the tests of a file. */
const testsIn = (file: string): string =>
  [
    ...readFileSync(join(ROOT, 'test', file), 'utf8').matchAll(
      /\btest(?:\.each\([\s\S]*?\))?\(\s*(['`])([\s\S]*?)\1/g,
    ),
  ]
    .map(([, , name]) => name)
    .join('\n');

describe('docs/threats.md', () => {
  test('says of everybody what is possible at worst, and every line of it is read', () => {
    const lines = text.split('\n').filter((line) => /^\| .* › /.test(line));

    expect(sections.map((section) => section.slice(0, section.indexOf('\n')))).toEqual(
      expect.arrayContaining(ACTORS),
    );
    expect(rows).toHaveLength(lines.length);
    for (const actor of ACTORS) {
      expect([actor, rows.filter((row) => row.actor === actor).length]).not.toEqual([actor, 0]);
    }
  });

  test.each(rows)('$actor: $tried is shown by a test in $file', ({ file, named }) => {
    expect(existsSync(join(ROOT, 'test', file))).toBe(true);
    expect(testsIn(file)).toContain(named);
  });
});
