import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { identifyProcess } from './process-identity.ts';

/** A process, told from later ones with the same id. */
export interface KnownProcess {
  readonly pid: number;
  readonly identity: string;
}

const POLL_MS = 100;

/** Pairs of process id and parent, of everything that runs. */
function everyProcess(): ReadonlyArray<readonly [pid: number, parent: number]> {
  const text = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  return text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([pid = 0, parent = 0]) => [pid, parent] as const);
}

/**
 * A process and all that it started, directly or not, parents first.
 *
 * @param pairs - Process id and parent of every process.
 */
export function withDescendants(
  root: number,
  pairs: ReadonlyArray<readonly [pid: number, parent: number]> = everyProcess(),
): number[] {
  const found = [root];
  for (const pid of found) {
    for (const [child, parent] of pairs) if (parent === pid && child !== pid) found.push(child);
  }
  return found;
}

/** {@link withDescendants}, as they are now. */
export function processTree(root: number): KnownProcess[] {
  return withDescendants(root).flatMap((pid) => {
    const identity = identifyProcess(pid);
    return identity === undefined ? [] : [{ pid, identity }];
  });
}

export function isRunning({ pid, identity }: KnownProcess): boolean {
  return identifyProcess(pid) === identity;
}

/** Sends a signal, unless the process is gone. */
export function send(signal: NodeJS.Signals, known: KnownProcess): void {
  if (!isRunning(known)) return;
  try {
    process.kill(known.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/**
 * Stops a process and all its descendants in their tracks, so that none can start another between
 * the moment they are counted and the moment they are ended.
 *
 * @returns All of them.
 */
export function freezeTree(root: KnownProcess): KnownProcess[] {
  const frozen = new Map<number, KnownProcess>();
  for (;;) {
    const moving = processTree(root.pid).filter(({ pid }) => !frozen.has(pid));
    if (moving.length === 0) return [...frozen.values()];
    for (const each of moving) {
      send('SIGSTOP', each);
      frozen.set(each.pid, each);
    }
  }
}

/** Waits until all of them are gone; gives those that are not within the time. */
export async function survivors(
  processes: readonly KnownProcess[],
  withinMs: number,
): Promise<KnownProcess[]> {
  for (let waited = 0; waited < withinMs && processes.some(isRunning); waited += POLL_MS) {
    await sleep(POLL_MS);
  }
  return processes.filter(isRunning);
}
