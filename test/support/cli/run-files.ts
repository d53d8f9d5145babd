import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runCommand } from '../../../lib/cli/commands/run.ts';
import { cliOf } from './run-cli.ts';

const DEFINITIONS = join(import.meta.dirname, '../../cli/definitions/inputs.ts');

/** How a run on files ended. */
export interface FilesRun {
  readonly exitCode: number;
  /** Rows and records, as they were printed. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly out: readonly string[];
  /** Words, with the folder shortened. */
  readonly err: string;
}

/** Runs the definitions of `test/cli/definitions/inputs.ts` on files of a folder. */
export function filesIn(folder: string) {
  const cli = cliOf((terminal) => [runCommand({ terminal })]);

  function write(name: string, content: string | Buffer): string {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  }

  async function run(pipeline: string, paths: readonly string[], ...options: string[]) {
    const inputs = paths.map((path) => `s=${path}`);
    const args = [`${DEFINITIONS}#${pipeline}`, ...options, '--input', ...inputs];
    const { exitCode, out, err } = await cli('run', ...args);
    const rows = out.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    return { exitCode, rows, out, err: err.join('\n').replaceAll(`${folder}/`, '') };
  }

  return {
    write,
    run,
    /** One file, written and run. */
    async runOn(
      pipeline: string,
      { name, content }: { readonly name: string; readonly content: string | Buffer },
      ...options: string[]
    ): Promise<FilesRun> {
      return run(pipeline, [write(name, content)], ...options);
    },
  };
}
