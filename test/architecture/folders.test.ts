import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** Folders of the library that hold sources, by path from the root. */
const folders = [
  ...new Set(
    readdirSync(join(ROOT, 'lib'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join('lib', name, '..')),
  ),
].sort();

const laws = new Set([...read('docs/laws.md').matchAll(/^\| (L\d+)\s+\|/gm)].map(([, law]) => law));

const adrs = readdirSync(join(ROOT, 'docs/adr')).filter((name) => /^\d{4}-.*\.md$/.test(name));

describe('folders', () => {
  test.each(folders)('%s says what it is for', (folder) => {
    const page = join(folder, 'README.md');

    expect(existsSync(join(ROOT, page)) ? '' : `${page} is missing`).toBe('');
    const [title, , ...text] = read(page).split('\n');
    expect(title).toBe(`# \`${folder}\``);
    expect(text.join(' ').length).toBeGreaterThan(30);
  });

  test('name laws that there are', () => {
    const named = folders.flatMap((folder) => [
      ...(read(join(folder, 'README.md')).match(/\bL\d+\b/g) ?? []),
    ]);

    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((law) => !laws.has(law))).toEqual([]);
  });
});

describe('decisions', () => {
  const index = read('docs/adr/README.md');

  test('are all in the index, and nothing else', () => {
    const listed = [...index.matchAll(/^\| \[\d{4}\]\((\d{4}-[^)]+)\)/gm)].map(([, name]) => name);

    expect(listed).toEqual([...adrs].sort());
  });

  test.each(adrs)('%s has its number, its title in the index, and a status', (name) => {
    const [, number, title] = /^# (\d{4}) (.+)$/m.exec(read(`docs/adr/${name}`)) ?? [];
    const status = /^\*\*Status\.\*\* (Accepted|Replaced by \[\d{4}\]\([^)]+\))\.$/m.exec(
      read(`docs/adr/${name}`),
    )?.[1];

    expect(number).toBe(name.slice(0, 4));
    expect(index).toContain(`| [${number}](${name}) | ${title} | ${status} |`);
  });
});
