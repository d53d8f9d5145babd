import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

interface Locked {
  readonly version: string;
  readonly integrity?: string;
  /** Inside the tarball of another package, whose integrity it shares. */
  readonly inBundle?: boolean;
  readonly hasInstallScript?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
}

const { packages } = JSON.parse(read('package-lock.json')) as {
  packages: Readonly<Record<string, Locked>>;
};
const locked = Object.entries(packages).filter(([path]) => path !== '');
const nameOf = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 13);

/** What comes with a binary for each platform: names of those packages begin alike. */
const NATIVE = [
  '@biomejs/cli-',
  '@duckdb/node-bindings-',
  '@esbuild/',
  '@oxc-parser/binding-',
  '@oxc-resolver/binding-',
  '@parcel/watcher-',
  '@unrs/resolver-binding-',
  'recheck-',
];

describe('package-lock.json', () => {
  test('says what every tarball must be', () => {
    const without = locked.filter(([, { integrity, inBundle }]) => !integrity && !inBundle);

    expect(without.map(([path]) => path)).toEqual([]);
  });

  test.each(NATIVE)(
    'has a binary for Linux, macOS and Windows, none of them needed: %s',
    (prefix) => {
      const binaries = locked.filter(([path, { os }]) => os && nameOf(path).startsWith(prefix));
      const systems = new Set(binaries.flatMap(([, { os = [] }]) => os));

      expect([...systems]).toEqual(expect.arrayContaining(['linux', 'darwin', 'win32']));
      expect(binaries.filter(([, { optional }]) => !optional).map(([path]) => path)).toEqual([]);
    },
  );

  test('knows every package that is made for one platform', () => {
    const bound = locked.filter(([, { os }]) => os !== undefined).map(([path]) => nameOf(path));
    const others = bound.filter((name) => !NATIVE.some((prefix) => name.startsWith(prefix)));

    expect(others).toEqual(['fsevents'].filter((name) => bound.includes(name)));
  });

  test('runs no script at installation but those that SECURITY.md names', () => {
    const scripts = locked.filter(([, { hasInstallScript }]) => hasInstallScript);
    const [, said = ''] =
      /## Install scripts\n([\s\S]*?)(?:\n## |$)/.exec(read('SECURITY.md')) ?? [];
    const named = [...said.matchAll(/^- `([^`]+)`/gm)].map(([, name]) => name);

    expect([...new Set(scripts.map(([path]) => nameOf(path)))].sort()).toEqual(named.sort());
  });
});
