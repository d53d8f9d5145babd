import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** What a command of the tool printed, and how it ended. */
export interface FinishedProcess {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the tool as a person would, in a process of its own. */
export function runMillrace(args: readonly string[], input = ''): Promise<FinishedProcess> {
  const cli = join(import.meta.dirname, '../../../bin/cli.ts');
  const child = spawn(process.execPath, [cli, ...args], {
    env: { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1' },
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  child.stdin.end(input);
  return new Promise((resolve) => child.once('close', (status) => resolve({ status, out, err })));
}
