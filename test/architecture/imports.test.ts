import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../..');

/** Source files of the project, by path from the root. */
const sources = ['bin', 'lib', 'lambdas', 'examples', 'bench', 'scripts', 'test'].flatMap(
  (folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(folder, name)),
);

const linesOf = (file: string): number =>
  readFileSync(join(ROOT, file), 'utf8').trimEnd().split('\n').length;

describe('the house', () => {
  test('imports point one way', () => {
    const depcruise = join(ROOT, 'node_modules/.bin/depcruise');

    const report = execFileSync(
      depcruise,
      ['lib', 'lambdas', 'bin', 'examples', '--output-type', 'json'],
      { cwd: ROOT, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
    );

    const { summary } = JSON.parse(report) as {
      summary: {
        violations: { from: string; to: string; rule: { name: string } }[];
        totalCruised: number;
      };
    };
    const broken = summary.violations.map(({ from, to, rule }) => `${rule.name}: ${from} → ${to}`);
    expect(broken).toEqual([]);
    expect(summary.totalCruised).toBeGreaterThan(100);
  });

  test('no file grows beyond what a reader holds in mind', () => {
    const ceiling = (file: string): number => (file.startsWith('test/') ? 300 : 250);

    const tooLong = sources.filter((file) => linesOf(file) > ceiling(file));

    expect(tooLong.map((file) => `${file}: ${linesOf(file)} lines`)).toEqual([]);
  });

  test('functions only compose', () => {
    const handlers = sources.filter((file) => /^lambdas\/[\w-]+\/index\.ts$/.test(file));

    expect(handlers.length).toBeGreaterThan(5);
    expect(handlers.filter((file) => linesOf(file) > 30)).toEqual([]);
  });
});
