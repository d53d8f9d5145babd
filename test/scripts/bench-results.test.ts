import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { resultsWith } from '../../bench/support/results.ts';

const FILE = readFileSync(join(import.meta.dirname, '../../bench/RESULTS.md'), 'utf8');
const NOW = { date: '2030-01-02', machine: '8 cores, Node v30.0.0' };

/** Others are written by other tools. */
const isOfBench = (title: string): boolean => title !== 'Soak' && title !== 'Mutants';

const sectionsOf = (file: string): Map<string, string> =>
  new Map(
    file
      .split(/^## /m)
      .slice(1)
      .map((section) => [section.split('\n', 1)[0] ?? '', section.trim()]),
  );

describe('bench/RESULTS.md', () => {
  test('changes in the section that is measured anew, which bears its own date', () => {
    const titles = [...sectionsOf(FILE).keys()].filter(isOfBench);
    const [one = ''] = titles;

    const after = resultsWith(
      FILE,
      titles.map((title) => ({ title, text: title === one ? '\nnew numbers\n' : undefined })),
      NOW,
    );

    const before = sectionsOf(FILE);
    expect([...sectionsOf(after).keys()]).toEqual([...before.keys()]);
    for (const [title, text] of sectionsOf(after)) {
      expect(text).toBe(
        title === one
          ? `${one}\n\nMeasured 2030-01-02: 8 cores, Node v30.0.0.\n\nnew numbers`
          : before.get(title),
      );
    }
  });

  test('stands as it was if nothing is measured, and gets a section that it did not have', () => {
    const titles = [...sectionsOf(FILE).keys()].filter(isOfBench);
    const sections = titles.map((title) => ({ title, text: undefined }));

    expect(resultsWith(FILE, sections, NOW)).toBe(FILE);
    const more = resultsWith(FILE, [...sections, { title: 'More', text: 'numbers' }], NOW);
    const others = [...sectionsOf(FILE).keys()].filter((title) => !isOfBench(title));
    expect([...sectionsOf(more).keys()]).toEqual([...titles, 'More', ...others]);
  });

  test('says of every section when it was measured', () => {
    for (const [title, text] of sectionsOf(FILE)) {
      if (isOfBench(title)) expect(text).toMatch(/\n\nMeasured \d{4}-\d\d-\d\d: \d+ cores, .*\.\n/);
    }
  });
});
