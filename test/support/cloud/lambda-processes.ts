import { readdirSync, readFileSync } from 'node:fs';

/**
 * Process ids of running Lambda environments of this machine's local cloud.
 *
 * @param prefix - What the names of their functions begin with.
 */
export function lambdaProcesses(prefix: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => environmentOf(pid).includes(`\0AWS_LAMBDA_FUNCTION_NAME=${prefix}`))
    .map(Number);
}

function environmentOf(pid: string): string {
  try {
    return `\0${readFileSync(`/proc/${pid}/environ`, 'utf8')}`;
  } catch {
    return ''; // it ended, or is somebody else's
  }
}
