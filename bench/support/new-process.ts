import { execFileSync } from 'node:child_process';

/**
 * What a script prints in a process of its own: no other measurement has shaped its code or its heap,
 * as in a Lambda function. It may ask for the garbage to be collected.
 */
export const inNewProcess = (script: string, args: readonly string[]): string =>
  execFileSync(process.execPath, ['--expose-gc', script, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
