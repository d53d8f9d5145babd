import { markedProgress } from '../../adapters/dynamodb/lane-progress.ts';
import { s3Lake } from '../../adapters/s3/lake.ts';
import {
  deployLocally,
  localCloudLogs,
  localCloudStatus,
  startLocalCloud,
  stopLocalCloud,
  type Target,
} from '../../local-cloud/index.ts';
import type { Difference } from '../../pipeline/plan/compare-deployed.ts';
import { planOf } from '../../pipeline/plan/planner.ts';
import type { LaneTrouble } from '../../serving/lane-trouble.ts';
import { lanesInTrouble } from '../../serving/lanes-in-trouble.ts';
import { loadDefinition } from '../definition.ts';
import { findDeployed, LOCAL_STAGE } from '../deployed.ts';
import { againstDeployed } from '../explain-against.ts';
import { UsageError } from '../usage-error.ts';

/** What the commands below `dev` do to the local cloud. */
export interface DevPorts {
  readonly start: typeof startLocalCloud;
  readonly stop: typeof stopLocalCloud;
  readonly status: typeof localCloudStatus;
  readonly logs: typeof localCloudLogs;
  readonly deploy: typeof deployLocally;
  /** What deploying the pipeline into it would change; `undefined` if it is not deployed there. */
  against(pipeline: string | undefined, target: Target): Promise<readonly Difference[] | undefined>;
  /** Lanes of the pipeline that do not go on; `undefined` if none is named, or it is not deployed. */
  troubles(pipeline: string | undefined): Promise<readonly LaneTrouble[] | undefined>;
  /** Aborts when the person at the keyboard has had enough. */
  interruption(): AbortSignal;
}

/** A person who asks how the local cloud is may not have deployed anything yet. */
async function localTroubles(module: string | undefined) {
  try {
    const pipeline = await loadDefinition(module);
    const deployed = await findDeployed(pipeline, LOCAL_STAGE);
    const lake = s3Lake(deployed.s3, deployed.lakeBucket);
    const progress = markedProgress({ ...deployed, pipeline: pipeline.name, lake });
    return await lanesInTrouble(planOf(pipeline).lanes, progress, Date.now());
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

/** The local cloud of this machine. */
export const thisLocalCloud: DevPorts = {
  start: startLocalCloud,
  stop: stopLocalCloud,
  status: localCloudStatus,
  logs: localCloudLogs,
  deploy: deployLocally,
  against: async (module, target) =>
    againstDeployed(await loadDefinition(module), LOCAL_STAGE, target),
  troubles: localTroubles,
  interruption() {
    const controller = new AbortController();
    process.once('SIGINT', () => controller.abort());
    process.once('SIGTERM', () => controller.abort());
    return controller.signal;
  },
};
