import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** The numbers of a line of a table. */
const numbersIn = (line: string): string[] => line.match(/[\d,]*\d/g) ?? [];

test('README.md names the costs that docs/cost.md computes', () => {
  const [, dev, prod, load] =
    /\| \$([\d,]+) \| \$([\d,]+) \| \$([\d,]+) \|/.exec(read('README.md')) ?? [];
  const together = /\| \*\*together\*\* \|.*/.exec(read('docs/cost.md'))?.[0] ?? '';

  expect([dev, prod, load]).toEqual(numbersIn(together).slice(0, 3));
});

test('README.md is as fast as bench/RESULTS.md says', () => {
  const [, speed = ''] = /## Speed\n([\s\S]*?)\n## /.exec(read('README.md')) ?? [];
  const [, results = ''] = /## `millrace run`([\s\S]*?)\n## /.exec(read('bench/RESULTS.md')) ?? [];
  const cells = [...results.matchAll(/^\| [\d,]+ users, .*$/gm)].map(([line]) =>
    (line.match(/\d+ k(?= \()/g) ?? []).slice(0, 3),
  );
  const [few = [], many = []] = cells;

  const [friendly = ''] = speed.split('standard job');
  expect(friendly.match(/\d+ k\b/g)).toEqual(few.flatMap((cell, i) => [cell, many[i]]));
});

test('README.md says of the standard job what bench/RESULTS.md says', () => {
  const [, speed = ''] = /## Speed\n([\s\S]*?)\n## /.exec(read('README.md')) ?? [];
  const [, results = ''] =
    /## The standard job\n([\s\S]*?)\n## /.exec(read('bench/RESULTS.md')) ?? [];
  const ratios = [...results.matchAll(/^\| (?:minutes|sessions), .*$/gm)].map(([line]) =>
    (line.match(/\d+\.\d\d(?= \()/g) ?? []).slice(0, 2),
  );
  const [, standard = ''] = speed.split('standard job');

  expect(ratios).toHaveLength(2);
  expect(standard.match(/\d+\.\d\d/g)).toEqual(ratios.flat());
});

test('README.md is short', () => {
  expect(read('README.md').trimEnd().split('\n').length).toBeLessThan(150);
});
