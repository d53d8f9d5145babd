import { readdirSync, readFileSync } from 'node:fs';
import { stackName } from '../../../lib/pipeline/deployed/resource-names.ts';

/** Process ids of running Lambda environments of a pipeline on this machine's local cloud. */
export function lambdaProcesses({ name }: { readonly name: string }): number[] {
  const prefix = `${stackName({ pipeline: name, stage: 'local' }, 'Compute')}-`;
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
