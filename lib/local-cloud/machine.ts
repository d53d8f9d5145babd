import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { openPrivate } from './private-files.ts';

/** How a program ended. */
export interface Finished {
  /** Exit status; `undefined` if the program was not found or ended by a signal. */
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Everything the program prints is also added to this file. */
  readonly log?: string;
  /** Called with each piece of output as it comes. */
  readonly onOutput?: (text: string) => void;
}

/** What the local cloud asks of the machine it runs on; tests give answers of their own. */
export interface Machine {
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  /** Runs a program to its end. Never rejects: a program that does not exist has no status. */
  run(command: string, args: readonly string[], options?: RunOptions): Promise<Finished>;
}

function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Finished> {
  const { cwd, env, log, onOutput } = options;
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const file = log === undefined ? undefined : createWriteStream(log, { fd: openPrivate(log) });
    const text = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (piece: string) => {
        text[stream] += piece;
        file?.write(piece);
        onOutput?.(piece);
      });
    }
    const finish = (status: number | undefined) => {
      file?.end();
      resolve({ status, ...text });
    };
    child.on('error', () => finish(undefined));
    child.on('close', (status) => finish(status ?? undefined));
  });
}

export const thisMachine: Machine = { env: process.env, platform: process.platform, run };

/** The last lines of what a program wrote, blank ones left out. */
export function lastLines(text: string, count = 20): string {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-count)
    .join('\n');
}
