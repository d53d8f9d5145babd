import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const IMPORT = /(?:from|import)\s+'(\.{1,2}\/[^']+\.ts)'/g;
const TYPE_IMPORT = /import type [^;]+;/g;
const COMMAND = /new (\w+)Command\(|\bpaginate(\w+)\(/g;

/** Every source file that a module runs, itself included: its relative imports, without types. */
export function reachedFiles(path: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  const source = readFileSync(path, 'utf8').replace(TYPE_IMPORT, '');
  for (const [, relative = ''] of source.matchAll(IMPORT)) {
    reachedFiles(join(dirname(path), relative), seen);
  }
  return seen;
}

/**
 * Names of the SDK commands that a module could send, such as `PutItem`.
 *
 * Reads the text of everything that it imports, so it may name more than is ever sent, never less.
 */
export const reachedCommands = (path: string): string[] => [
  ...new Set(
    [...reachedFiles(path)].flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(COMMAND)].map(
        ([, made, paged]) => made ?? paged ?? '',
      ),
    ),
  ),
];
