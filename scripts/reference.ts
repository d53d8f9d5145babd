/**
 * Writes `docs/reference/` anew: `npm run reference`. With `--check` it writes nothing and fails if the
 * pages are others, or if something that is exported has no comment.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { reference } from './reference-pages.ts';

const FOLDER = join(import.meta.dirname, '..', 'docs', 'reference');

const { pages, faults } = await reference();
if (process.argv.includes('--check')) faults.push(...others(pages));
else write(pages);
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;

/** What of the folder is not as the sources say. */
function others(wanted: Readonly<Record<string, string>>): string[] {
  const there = existsSync(FOLDER)
    ? readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.md'))
    : [];
  return [...new Set([...there, ...Object.keys(wanted)])]
    .filter((path) => wanted[path] === undefined || textOf(join(FOLDER, path)) !== wanted[path])
    .map((path) => `docs/reference/${path}: is not what the sources say; npm run reference`);
}

function textOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function write(wanted: Readonly<Record<string, string>>): void {
  rmSync(FOLDER, { recursive: true, force: true });
  for (const [path, text] of Object.entries(wanted)) {
    const file = join(FOLDER, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
