import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What is imported when the module runs: types are not. */
const IMPORT =
  /^\s*(?:import|export)\s+(?!type\b)(?:[^'";]*?\sfrom\s+)?'(\.[^']+)'|import\('(\.[^']+)'\)/gm;

/** Tells which files of the repository a file imports, directly or not, itself among them. */
export function importsOf(root: string): (file: string) => ReadonlySet<string> {
  const direct = new Map<string, readonly string[]>();
  const read = (file: string): readonly string[] => {
    const known = direct.get(file);
    if (known !== undefined) return known;
    const text = existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : '';
    const found = [...text.matchAll(IMPORT)].map(([, a, b]) => join(dirname(file), a ?? b ?? ''));
    direct.set(file, found);
    return found;
  };
  return (file) => {
    const seen = new Set([file]);
    for (const each of seen) for (const next of read(each)) seen.add(next);
    return seen;
  };
}

/** The sources at a path, a folder's with all that is in it. Paths are from the root. */
export function sourcesAt(root: string, path: string): string[] {
  if (statSync(join(root, path)).isFile()) return [path];
  return readdirSync(join(root, path), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(path, name))
    .sort();
}

/** The unit tests, those that import least first: they are the nearest to what they test. */
export function unitTests(root: string): string[] {
  const imports = importsOf(root);
  return sourcesAt(root, 'test')
    .filter((file) => file.endsWith('.test.ts') && !file.startsWith('test/integration/'))
    .map((file) => ({ file, size: imports(file).size }))
    .sort((a, b) => a.size - b.size)
    .map(({ file }) => file);
}
