import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../..');
const sources = globSync('{bin,lib,lambdas}/**/*.ts', { cwd: ROOT }).map((file) => ({
  file,
  text: readFileSync(join(ROOT, file), 'utf8'),
}));

/** Sources in which something stands, beside those that it is for. */
const having = (what: RegExp, ...but: readonly string[]): string[] =>
  sources
    .flatMap(({ file, text }) => (what.test(text) && !but.includes(file) ? [file] : []))
    .toSorted();

/** Not through the terminal: the app escapes by itself, and what CDK prints is CDK's own. */
const OTHERS = ['bin/app.ts', 'lib/local-cloud/deploy.ts'];

describe('what goes out', () => {
  test('reaches a terminal by its module only, which escapes it', () => {
    const [terminal] = sources.filter(({ file }) => file === 'lib/cli/terminal.ts');

    const writers = having(/\b(stdout|stderr)\.write\b|\bconsole\./, 'lib/cli/terminal.ts');

    expect(writers).toEqual(OTHERS);
    expect(terminal?.text.match(/terminalText\(/g)?.length).toBeGreaterThanOrEqual(4);
  });

  test('is written as CSV only where formulas are disarmed', () => {
    const writers = having(/from 'csv-stringify/);

    expect(writers).toEqual(['lib/cli/results/result-csv.ts', 'lib/cli/sql/print-sql.ts']);
    for (const writer of writers) {
      const text = sources.find(({ file }) => file === writer)?.text ?? '';
      expect(text).toContain('csvCell');
      expect(text).toContain('csvText');
    }
  });

  test('stands in a Mermaid chart as a label only', () => {
    expect(having(/<br\/>/)).toEqual(['lib/pipeline/explain/mermaid.ts']);
  });

  test('stands in SQL as a name or a text that one of two modules has quoted', () => {
    const quoting = having(/replaceAll\((?:"'"|'"')/);

    expect(quoting.filter((file) => !file.startsWith('lib/cli/completion/'))).toEqual([
      'lib/adapters/duckdb/duckdb.ts',
      'lib/serving/sql/dialect.ts',
    ]);
    const byHand = sources.filter(({ file, text }) =>
      [...text.matchAll(/`[^`]*\b(?:SELECT|FROM|WHERE|CAST|VIEW|IN) [^`]*`/g)].some(
        ([sql]) => file !== 'lib/serving/sql/dialect.ts' && /['"]\$\{/.test(sql),
      ),
    );
    expect(byHand.map(({ file }) => file)).toEqual([]);
  });

  test('is a path on this machine only where names of the lake are checked', () => {
    // a module that both reads objects and writes files has names from outside
    const copiers = sources.filter(
      ({ text }) => /\blake\.(?:read|list)\(/.test(text) && /\bwriteFile\(/.test(text),
    );

    expect(copiers.map(({ file }) => file)).toEqual([
      'lib/adapters/duckdb/item-sql.ts', // under numbers of its own
      'lib/adapters/duckdb/lake-files.ts',
    ]);
    const [copier] = sources.filter(({ file }) => file === 'lib/adapters/duckdb/lake-files.ts');
    expect(copier?.text).toMatch(/writeFile\(path, /);
    expect(copier?.text).toContain('const path = pathBelow(folder, name);');
  });

  test('is no HTML: nothing here writes any, but for the line breaks of a chart', () => {
    expect(having(/text\/html|<\/(?:a|b|body|div|html|p|script|span|table|td|tr)>/i)).toEqual([]);
  });
});
