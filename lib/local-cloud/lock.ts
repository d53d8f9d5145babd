import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LocalCloudError } from './local-cloud-error.ts';
import { type IdentifyProcess, identifyProcess } from './process-identity.ts';

/** Who holds the lock, as its file says. */
interface Holder {
  readonly pid: number;
  readonly identity: string | undefined;
  readonly purpose: string;
}

export interface LockOptions {
  readonly file: string;
  /** What it is held for, as others read it: `installing the local cloud`. */
  readonly purpose: string;
  /** Most time to wait for another holder, in milliseconds. */
  readonly patienceMs?: number;
  /** Called once if somebody else holds the lock. */
  readonly onWait?: (purpose: string, pid: number) => void;
  readonly identify?: IdentifyProcess;
}

const DEFAULT_PATIENCE_MS = 15 * 60_000;
const POLL_MS = 200;

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function parse(text: string): Holder | undefined {
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return undefined; // its holder died while writing, or has not finished
  }
}

function create(file: string, holder: Holder): boolean {
  try {
    writeFileSync(file, JSON.stringify(holder), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Puts a lock aside whose holder is gone.
 *
 * Several may find the same stale lock. Each moves it away first and looks at what it has moved:
 * whoever got a fresh lock by mistake gives it back.
 */
function putAside(file: string, stale: string): void {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return; // somebody was faster
  }
  const moved = read(aside);
  if (moved !== undefined && moved !== stale) {
    try {
      writeFileSync(file, moved, { flag: 'wx' });
    } catch {
      // a third one has taken the free place; the lock moved by mistake is lost to it
    }
  }
  rmSync(aside, { force: true });
}

/** Takes the lock if it is free or its holder is gone; otherwise says who holds it. */
export function tryLock(options: LockOptions): Holder | 'unknown' | 'taken' {
  const { file, purpose, identify = identifyProcess } = options;
  const mine: Holder = { pid: process.pid, identity: identify(process.pid), purpose };
  mkdirSync(dirname(file), { recursive: true });
  if (create(file, mine)) return 'taken';
  const text = read(file);
  if (text === undefined) return create(file, mine) ? 'taken' : 'unknown';
  const holder = parse(text);
  if (holder === undefined) return 'unknown';
  if (holder.identity !== undefined && identify(holder.pid) === holder.identity) return holder;
  putAside(file, text);
  return create(file, mine) ? 'taken' : 'unknown';
}

/**
 * Runs `work` while no other process runs work under the same lock.
 *
 * A lock whose holder died is taken over. It is given back however `work` ends.
 *
 * @throws {@link LocalCloudError} `LOCAL_CLOUD_BUSY` if another holder does not finish in time.
 */
export async function withLock<T>(options: LockOptions, work: () => Promise<T>): Promise<T> {
  const { file, onWait, patienceMs = DEFAULT_PATIENCE_MS } = options;
  let waited = 0;
  for (;;) {
    const outcome = tryLock(options);
    if (outcome === 'taken') break;
    if (waited === 0 && outcome !== 'unknown') onWait?.(outcome.purpose, outcome.pid);
    if (waited >= patienceMs) throw busy(file, outcome);
    await sleep(POLL_MS);
    waited += POLL_MS;
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function busy(file: string, holder: Holder | 'unknown'): LocalCloudError {
  const known = holder !== 'unknown';
  return new LocalCloudError('LOCAL_CLOUD_BUSY', {
    at: 'local cloud',
    problem: 'somebody else is working on it',
    given: known ? `process ${holder.pid} ${holder.purpose}` : 'an unreadable lock',
    expected: 'nobody',
    fix: known ? 'wait for that process, or end it' : `remove ${file} and try again`,
  });
}
