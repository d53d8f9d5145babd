import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import * as millrace from '../../lib/index.ts';
import { type Block, blocksOf } from '../support/text/told-steps.ts';

const ROOT = join(import.meta.dirname, '../..');
const pages = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !/^(?:reference|adr)\//.test(name))
    .map((name) => join('docs', name)),
].sort();

interface Shown extends Block {
  /** `docs/package.md › 2`. */
  readonly name: string;
  readonly page: string;
}

const all = pages.flatMap((page) =>
  blocksOf(readFileSync(join(ROOT, page), 'utf8')).map(
    (block, i): Shown => ({ ...block, page, name: `${page} › ${i + 1}` }),
  ),
);
const of = (language: string): (readonly [string, Shown])[] =>
  all.filter((block) => block.language === language).map((block) => [block.name, block] as const);

/** Where the entries of the package are. */
const ENTRIES: Readonly<Record<string, string>> = {
  millrace: 'lib/index.ts',
  'millrace/testing': 'lib/testing/index.ts',
  'millrace/client': 'lib/client/index.ts',
  'millrace/cdk': 'lib/cdk.ts',
};

/** What stands around a block that shows a part; of what it declares or imports itself, nothing. */
const AROUND: Readonly<Record<string, string>> = {
  Sale: 'const Sale = schema({ customer: string(), country: string(), quantity: int(), amount: decimal(2), at: instant() });',
  sales:
    "declare const sales: import('millrace').Stream<typeof Sale extends import('millrace').Schema<infer E> ? E : never>;",
  Login: 'interface Login { readonly ok: boolean; readonly type: string }',
  shop: "import { shop } from '../pipeline.ts';",
};

function wholeOf({ text }: Shown): string {
  const isOwn = (name: string): boolean =>
    new RegExp(`\\b(?:const|interface|type) ${name}\\b|import [^;]*\\b${name}\\b[^;]*;`).test(text);
  const needs = (name: string): boolean => new RegExp(`\\b${name}\\b`).test(text) && !isOwn(name);
  const around = Object.entries(AROUND).filter(
    ([name]) => needs(name) || (name === 'Sale' && needs('sales') && !isOwn('Sale')),
  );
  const own = [...around.map(([, code]) => code), text].join('\n');
  const values = Object.keys(millrace).filter(
    (name) => new RegExp(`\\b${name}[<(]`).test(own) && !isOwn(name),
  );
  return `import { ${values.join(', ')} } from 'millrace';\n${own}\nexport {};\n`;
}

const pathOf = ({ name }: Shown): string =>
  join(ROOT, 'test/documents', `${name.replaceAll(/\W+/g, '-')}.shown.ts`);

/** A definition that a page writes is the one that its other blocks import. */
function definitionOf(from: string): string {
  const block = all.find((each) => pathOf(each) === from);
  const own = all.find(
    ({ page, text }) => page === block?.page && text.startsWith('// pipeline.ts\n'),
  );
  return own === undefined ? join(ROOT, 'templates/retail/pipeline.ts') : pathOf(own);
}

/** What the compiler finds fault with, by the name of the block. */
function faults(blocks: readonly Shown[]): string[] {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const lenient = {
    ...options,
    noEmit: true,
    noUnusedLocals: false,
    exactOptionalPropertyTypes: false,
  };
  const host = ts.createCompilerHost(lenient);
  const texts = new Map(blocks.map((block) => [pathOf(block), wholeOf(block)]));
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.readFile = (path) => texts.get(path) ?? readFile(path);
  host.getSourceFile = (path, target, ...rest) => {
    const text = texts.get(path);
    return text === undefined
      ? getSourceFile(path, target, ...rest)
      : ts.createSourceFile(path, text, target);
  };
  host.resolveModuleNameLiterals = (literals, from, _redirected, _options, source) =>
    literals.map((literal) => {
      const { text } = literal;
      const entry = ENTRIES[text];
      const path = entry === undefined ? undefined : join(ROOT, entry);
      const resolvedFileName =
        path ??
        (/\/pipeline\.ts$/.test(text) && from.endsWith('.shown.ts')
          ? definitionOf(from)
          : undefined);
      if (resolvedFileName !== undefined)
        return { resolvedModule: { resolvedFileName, extension: '.ts' } };
      const mode = ts.getModeForUsageLocation(source, literal, lenient);
      return ts.resolveModuleName(text, from, lenient, host, undefined, undefined, mode);
    });
  const compiled = ts.createProgram([...texts.keys()], lenient, host);
  return blocks.flatMap((block) => {
    const file = compiled.getSourceFile(pathOf(block));
    const found = [
      ...compiled.getSyntacticDiagnostics(file),
      ...compiled.getSemanticDiagnostics(file),
    ];
    return found.map(
      ({ messageText }) => `${block.name}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
  });
}

describe('code in the documents', () => {
  const typed = of('ts').map(([, block]) => block);

  test('is TypeScript that compiles', () => {
    expect(typed.length).toBeGreaterThan(5);
    expect(faults(typed)).toEqual([]);
  }, 300_000);

  test.each(of('sh'))('is a script that a shell reads: %s', (_name, { text }) => {
    const { status, stderr } = spawnSync('bash', ['-n'], {
      input: text.replaceAll(/<[\w-]+>/g, 'x'),
      encoding: 'utf8',
    });

    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test.each(of('python'))('is Python: %s', (_name, { text }) => {
    const { status, stderr } = spawnSync(
      'python3',
      ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'],
      { input: text, encoding: 'utf8' },
    );

    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test.each([...of('json'), ...of('ndjson')])('is JSON: %s', (_name, { language, text }) => {
    const texts = language === 'json' ? [text] : text.trim().split('\n');

    for (const each of texts) expect(() => JSON.parse(each)).not.toThrow();
  });
});
