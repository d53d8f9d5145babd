import { isHealthy } from './health.ts';
import { isInstalled } from './install.ts';
import { type Machine, thisMachine } from './machine.ts';
import { localCloudPaths } from './paths.ts';
import { type LocalCloudState, readState } from './state-file.ts';

export interface LocalCloudStatus {
  /** `unhealthy`: its process runs, but does not answer. */
  readonly status: 'not installed' | 'stopped' | 'starting' | 'running' | 'unhealthy';
  /** Where it is installed, or would be. */
  readonly cache: string;
  /** Of the running one. */
  readonly state?: LocalCloudState;
}

/** What the local cloud is doing. Changes nothing. */
export async function localCloudStatus(
  options: { readonly machine?: Machine } = {},
): Promise<LocalCloudStatus> {
  const { machine = thisMachine } = options;
  const paths = localCloudPaths(machine.env);
  const state = readState(paths.state);
  const cache = paths.installation;
  if (state === undefined)
    return { status: isInstalled(machine) ? 'stopped' : 'not installed', cache };
  if (!state.ready) return { status: 'starting', cache, state };
  return { status: (await isHealthy(state.endpoint)) ? 'running' : 'unhealthy', cache, state };
}
