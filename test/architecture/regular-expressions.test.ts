import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import { gives } from '../../lib/cli/erase/subject-test.ts';

// set before it is loaded: no Java, no program beside this one
process.env['RECHECK_BACKEND'] = 'pure';
const { checkSync } = await import('recheck');

const ROOT = join(import.meta.dirname, '../..');
const sources = globSync('{bin,lib,lambdas}/**/*.ts', { cwd: ROOT }).map((file) => ({
  file,
  text: readFileSync(join(ROOT, file), 'utf8'),
}));

/** Literals that may take the square of a text's length, and why none that is long comes to them. */
const OF_SHORT_TEXTS: Readonly<Record<string, string>> = {
  '/^[^a-z]+|_+$/g': 'names that an author gives',
  '/\\/+$/': 'an endpoint that the environment names',
  '/\\d+[a-z]+/g': 'durations that are written here',
  '/\\{\\{([^}]+)\\}\\}/g': 'templates of the package',
  '/^([+-]?)(\\d*)\\.?(\\d*)(?:[eE]([+-]?\\d+))?$/': 'numbers that DynamoDB takes: 38 digits',
  '/0+$/': 'digits of such numbers',
  '/(\\d*)(?:\\.(\\d*))?(h|ms|m|s|us|µs|μs|ns)/g': 'durations of expressions: 100 characters',
};

/** How long one is thought about, in milliseconds; of two, both of names, nothing is known by then. */
const timeout = 1_500;

function literalsIn({ file, text }: { readonly file: string; readonly text: string }): string[] {
  const found: string[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) found.push(node.text);
    ts.forEachChild(node, look);
  };
  look(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
  return found;
}

describe('regular expressions', () => {
  test('take time that grows with a text as it does, but for those that see short ones', () => {
    const literals = new Set(sources.flatMap(literalsIn));
    const slow = [...literals].filter((literal) => {
      const end = literal.lastIndexOf('/');
      const { status } = checkSync(literal.slice(1, end), literal.slice(end + 1), { timeout });
      return status === 'vulnerable';
    });

    expect(literals.size).toBeGreaterThan(50);
    expect(slow.filter((literal) => !(literal in OF_SHORT_TEXTS))).toEqual([]);
  });

  test('are made of texts only where those are bounded, or a test is', () => {
    const makers = sources.filter(({ text }) => /new RegExp\(/.test(text));

    expect(makers.map(({ file }) => file).toSorted()).toEqual([
      'lib/adapters/duckdb/lake-engine.ts', // of a name of a table, over what somebody asks by hand
      'lib/adapters/s3/erasures.ts', // of a name of our own
      'lib/cli/erase/subject-test.ts', // below
      'lib/cli/sinks/terminal-text.ts', // of styles of our own
      'lib/core/regex/class-names.ts', // of names of letters, over nothing
      'lib/core/regex/program.ts', // over one character
      'lib/core/written-time.ts', // sees a hundred characters at most
      'lib/local-cloud/java.ts', // over what a program says of its version
    ]);
  });

  test('find a subject in a payload of nothing but what they look for, as fast as in another', () => {
    const subject = { stream: 'sales', field: 'customer', value: 'ada' };
    // with the square of its length a text of this one would take hours
    for (const part of ['\\', '"', '\\"', '"customer', '"customer\\', '"customer":', ' ']) {
      expect(gives(part.repeat(1_000_000 / part.length), subject)).toBe(false);
    }
    expect(gives('\\\\"customer\\\\" : \\"ada\\"', subject)).toBe(true);
  });
});
