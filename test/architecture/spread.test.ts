import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import ts from 'typescript';

const ROOT = join(import.meta.dirname, '../..');

/** Calls that take any number of arguments, of which the engine bears some 120,000. */
const TAKE_ANY = new Set(['push', 'unshift', 'splice', 'min', 'max', 'hypot', 'concat', 'assign']);

/** Where a call is given as many arguments as there is data. */
function spreads(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const isCall = ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression);
    if (
      isCall &&
      TAKE_ANY.has(node.expression.name.text) &&
      node.arguments.some(ts.isSpreadElement)
    ) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push(`${file}:${line + 1}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

test('no call is given as many arguments as there are rows', () => {
  const files = ['bin', 'lib', 'lambdas'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(folder, name)),
  );

  const found = files.flatMap((file) => spreads(file, readFileSync(join(ROOT, file), 'utf8')));

  expect(files.length).toBeGreaterThan(100);
  expect(found).toEqual([]); // `append`, `least` and `greatest` of lib/core/many.ts take any number
});

test('such calls are seen', () => {
  const text = 'a.push(...b);\nMath.max(0, ...b.map((c) => c));\na.push({ ...b });\nf(...b);';

  expect(spreads('a.ts', text)).toEqual(['a.ts:1', 'a.ts:2']);
});
