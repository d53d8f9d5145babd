import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Case } from './case.ts';

/** A case and the file that it is in. */
export interface LoadedCase {
  readonly file: string;
  readonly case: Case;
}

/** The cases of a file, or of all JSON files of a folder and its folders, in the order of names. */
export function loadCases(path: string): readonly LoadedCase[] {
  if (!statSync(path).isDirectory()) return casesOf(path);
  return readdirSync(path, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const inner = join(path, entry.name);
      if (entry.isDirectory()) return loadCases(inner);
      return entry.name.endsWith('.json') ? casesOf(inner) : [];
    });
}

function casesOf(file: string): readonly LoadedCase[] {
  const content = JSON.parse(readFileSync(file, 'utf8')) as { cases?: readonly Case[] };
  if (!Array.isArray(content.cases)) throw new Error(`${file}: holds no "cases"`);
  return content.cases.map((one: Case) => ({ file, case: one }));
}
