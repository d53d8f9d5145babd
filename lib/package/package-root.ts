import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What `package.json` of this package says. */
interface Manifest {
  readonly name?: string;
  readonly version: string;
}

/**
 * The folder that holds `package.json` of this package: a checkout, or `node_modules/millrace`.
 *
 * Modules are found below it as sources in the one and as built JavaScript in the other.
 */
export function packageRoot(from: string = import.meta.dirname): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (manifestIn(folder)?.name === 'millrace') return folder;
    if (folder === dirname(folder)) throw new Error(`no package.json of millrace above ${from}`);
  }
}

/** Version of this package. */
export const packageVersion = (): string => manifestIn(packageRoot())?.version ?? '0.0.0';

function manifestIn(folder: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  } catch {
    return undefined; // this folder has none
  }
}
