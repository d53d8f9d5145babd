import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { LocalCloudError } from './local-cloud-error.ts';
import { withLock } from './lock.ts';
import { type Machine, thisMachine } from './machine.ts';
import { localCloudPaths } from './paths.ts';
import { freezeTree, isRunning, type KnownProcess, send, survivors } from './process-tree.ts';
import { type LocalCloudState, readState, removeState } from './state-file.ts';

/** Most time that killed processes may take to disappear. */
const PATIENCE_MS = 10_000;

/**
 * Ends a process and everything it started, at once and by force.
 *
 * Asked to end, LocalStack takes seconds, and starts its servers anew while it ends them. All it
 * holds is in memory, so there is nothing to be saved.
 *
 * @throws {@link LocalCloudError} `LOCAL_CLOUD_STOP_FAILED` if something survives.
 */
export async function endTree(root: KnownProcess): Promise<void> {
  if (!isRunning(root)) return;
  const tree = freezeTree(root);
  for (const each of tree) send('SIGKILL', each);
  const left = await survivors(tree, PATIENCE_MS);
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
 * Ends nothing but what {@link startLocalCloud} started, by process id. Everything in it is gone;
 * its logs stay until the next start.
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
    for (const folder of [paths.temporary, join(paths.run, 'fs')]) {
      rmSync(folder, { recursive: true, force: true });
    }
    return state;
  });
}
