import { LocalCloudError } from './local-cloud-error.ts';
import { withLock } from './lock.ts';
import { type Machine, thisMachine } from './machine.ts';
import { localCloudPaths } from './paths.ts';
import { isRunning, type KnownProcess, processTree, send, survivors } from './process-tree.ts';
import { type LocalCloudState, readState, removeState } from './state-file.ts';

/** Time to end in good order, before the rest is killed; all is in memory, so little can be lost. */
const GRACE_MS = 3_000;
const KILL_MS = 5_000;

/**
 * Ends a process and everything it started: first by asking, then by force.
 *
 * @throws {@link LocalCloudError} `LOCAL_CLOUD_STOP_FAILED` if something survives.
 */
export async function endTree(root: KnownProcess): Promise<void> {
  if (!isRunning(root)) return;
  const known = processTree(root.pid);
  send('SIGTERM', root);
  const slow = await survivors(known, GRACE_MS);
  for (const each of slow) send('SIGKILL', each);
  const left = await survivors(slow, KILL_MS);
  if (left.length === 0) return;
  const pids = left.map(({ pid }) => pid).join(', ');
  throw new LocalCloudError('LOCAL_CLOUD_STOP_FAILED', {
    at: 'local cloud',
    problem: 'it does not end',
    given: `living processes ${pids}`,
    expected: 'none',
    fix: `see what they are with: ps -fp ${pids.replaceAll(' ', '')}`,
  });
}

/**
 * Stops the local cloud: LocalStack, DynamoDB Local, kinesis-mock and all Lambda processes.
 *
 * Ends nothing but what {@link startLocalCloud} started, by process id. Everything in it is gone.
 *
 * @returns What was stopped; `undefined` if none was running.
 */
export async function stopLocalCloud(
  options: { readonly machine?: Machine } = {},
): Promise<LocalCloudState | undefined> {
  const paths = localCloudPaths((options.machine ?? thisMachine).env);
  return withLock({ file: paths.lock, purpose: 'stopping the local cloud' }, async () => {
    const state = readState(paths.state);
    if (state) await endTree(state);
    removeState(paths.state);
    return state;
  });
}
