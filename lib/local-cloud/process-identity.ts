import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * What tells a process from a later one with the same id: the moment it started.
 *
 * @returns `undefined` if no such process is running.
 */
export type IdentifyProcess = (pid: number) => string | undefined;

function fromProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? undefined : rest[18]; // field 22 of stat, in clock ticks since boot
  } catch {
    return undefined;
  }
}

function fromPs(pid: number): string | undefined {
  const { status, stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)]);
  return status === 0 ? stdout.toString().trim() || undefined : undefined;
}

export const identifyProcess: IdentifyProcess = process.platform === 'linux' ? fromProc : fromPs;
