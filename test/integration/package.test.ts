import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { publint } from 'publint';
import { EXAMPLES } from '../../lib/cli/init/new-project.ts';
import { RUNNERS } from '../support/runners.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const MINUTE = 60_000;
const folder = temporaryFolder();

/** The Node that runs this, before any other; nothing of the test runner's own settings. */
const { NODE_OPTIONS: _, ...environment } = process.env;
const env = {
  ...environment,
  PATH: [join(ROOT, 'node_modules', 'node', 'bin'), process.env['PATH']].join(delimiter),
};

async function run(cwd: string, command: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args, { cwd, env, maxBuffer: 1 << 26 });
  return stdout;
}

/** What npm says of a tarball. */
interface Packed {
  readonly filename: string;
  /** Bytes. */
  readonly size: number;
  readonly unpackedSize: number;
}

/** The package as it is published, in a project that `millrace init` has made. */
describe('the packed package, in an empty folder', () => {
  const first = join(folder, 'retail');
  let tarball = '';
  let size = { size: 0, unpackedSize: 0 };

  beforeAll(async () => {
    const packed = await run(ROOT, 'npm', 'pack', '--json', '--pack-destination', folder);
    const [about] = JSON.parse(packed.slice(packed.indexOf('['))) as [Packed];
    size = about;
    tarball = join(folder, about.filename);
    await run(folder, 'npm', 'init', '-y');
    await run(folder, 'npm', 'install', '--no-audit', '--no-fund', tarball);
    const init = ['millrace', 'init', 'retail', '--millrace', `file:${tarball}`];
    await run(folder, 'npx', '--no-install', ...init);
    await run(first, 'npm', 'install', '--no-audit', '--no-fund');
  }, 10 * MINUTE);

  test('is as large as its page says, to a tenth', () => {
    const page = readFileSync(join(ROOT, 'docs/package.md'), 'utf8');
    const [, packed, unpacked] = /(\d+\.\d) MB packed, (\d+\.\d) MB unpacked/.exec(page) ?? [];

    expect(Math.abs(size.size / 1e6 / Number(packed) - 1)).toBeLessThan(0.1);
    expect(Math.abs(size.unpackedSize / 1e6 / Number(unpacked) - 1)).toBeLessThan(0.1);
  });

  test('says of itself what resolvers of modules and types find', async () => {
    const packed = Uint8Array.from(readFileSync(tarball));

    const checked = await checkPackage(createPackageFromTarballData(packed));
    const { messages } = await publint({ pack: { tarball: packed.buffer } });

    // ES modules only, and exports, which a resolver of before Node 12 does not read
    const meant = ['CJSResolvesToESM', 'NoResolution in node10'];
    const problems = (checked.types === false ? [] : checked.problems).map((problem) =>
      problem.kind === 'NoResolution'
        ? `${problem.kind} in ${problem.resolutionKind}`
        : problem.kind,
    );
    expect(checked.types).toEqual({ kind: 'included' });
    expect(problems.filter((problem) => !meant.includes(problem))).toEqual([]);
    expect(messages).toEqual([]);
  });

  test.each(Object.entries(EXAMPLES))(
    'makes a project of %s that is typed, tested and run at once',
    async (example, { stream, view }) => {
      const project = join(folder, example);
      if (project !== first) {
        await run(first, 'npx', 'millrace', 'init', project, '--example', example);
        symlinkSync(join(first, 'node_modules'), join(project, 'node_modules'));
      }
      await run(project, 'npm', 'run', 'types');
      expect(await run(project, 'npm', 'test')).toMatch(/pass [1-9]\d*\n.* fail 0\n/);

      const rows = (await run(project, 'npm', 'start', '--silent')).trim().split('\n');
      expect(rows.map((line) => JSON.parse(line).view)).toContain(view);
      expect(await run(project, 'npm', 'run', 'explain', '--silent')).toContain(stream);
    },
    5 * MINUTE,
  );

  test(
    'is synthesised by the CDK, with functions that hold the definition',
    async () => {
      await run(first, 'npx', 'cdk', 'synth', '--quiet');

      const files = readdirSync(join(first, 'cdk.out'));
      expect(files.filter((name) => name.endsWith('.template.json'))).toHaveLength(2);
    },
    5 * MINUTE,
  );

  test(
    'is used from JavaScript as from TypeScript',
    async () => {
      writeFileSync(
        join(first, 'plain.mjs'),
        [
          `import { count, globalWindow, pipeline, schema, string, instant, tumbling } from 'millrace';`,
          `import { viewClient } from 'millrace/client';`,
          `import { testPipeline } from 'millrace/testing';`,
          `const clicks = schema({ user: string(), at: instant() });`,
          `const site = pipeline('site', (p) => {`,
          `  p.stream('clicks', clicks, { key: 'user', time: 'at' })`,
          `    .groupBy('user').window(tumbling('1h')).aggregate({ clicks: count() }).view('hourly');`,
          `});`,
          `const test = testPipeline(site);`,
          `await test.give('clicks', [{ user: 'ada', at: '2026-03-01T10:00:00Z' }]);`,
          `const [row] = await test.rows('hourly');`,
          `console.log(row.values.clicks, typeof viewClient, typeof globalWindow);`,
        ].join('\n'),
      );

      expect(await run(first, 'node', 'plain.mjs')).toBe('1 function function\n');
    },
    MINUTE,
  );

  test.each(Object.entries(RUNNERS))(
    'has pipelines tested by %s',
    async (_, { packages, files, command }) => {
      const project = join(folder, `tested-${Object.keys(files)[0]?.replaceAll('.', '-')}`);
      mkdirSync(project);
      writeFileSync(join(project, 'package.json'), '{"type":"module","private":true}');
      for (const [name, text] of Object.entries(files)) writeFileSync(join(project, name), text);
      const install = ['install', '--no-audit', '--no-fund', tarball, ...packages];
      await run(project, 'npm', ...install);

      await run(project, command[0], ...command.slice(1)); // ends with another code than 0 if a test fails
    },
    5 * MINUTE,
  );

  test.each([
    ['millrace', /node_modules\/(?!millrace\/)/],
    ['millrace/testing', /duckdb|hyparquet|client-kinesis|client-s3|aws-cdk|local-cloud/],
    ['millrace/client', /duckdb|hyparquet|client-kinesis|client-s3|aws-cdk|local-cloud/],
  ])(
    'loads nothing heavy with %s',
    async (name, heavy) => {
      writeFileSync(join(first, 'loaded.cjs'), loadedBy(name));

      const loaded = JSON.parse(await run(first, 'node', 'loaded.cjs')) as string[];
      expect(loaded.length).toBeGreaterThan(10);
      expect(loaded.filter((url) => heavy.test(url))).toEqual([]);
    },
    MINUTE,
  );
});

/** A program that prints which modules an import loads. */
const loadedBy = (name: string): string =>
  [
    `const { registerHooks } = require('node:module');`,
    `const seen = [];`,
    `registerHooks({ load(url, context, next) { seen.push(url); return next(url, context); } });`,
    `import('${name}').then(() => console.log(JSON.stringify(seen)));`,
  ].join('\n');
