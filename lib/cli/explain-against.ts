import { awsClients } from '../adapters/aws/clients.ts';
import { deployedState } from '../adapters/aws/deployed-state.ts';
import { stackOutputs } from '../adapters/aws/stack-outputs.ts';
import { resolveEndpoint, type Target, turnEnvironmentTo } from '../local-cloud/index.ts';
import type { Pipeline } from '../pipeline/definition/definition.ts';
import { DATA_OUTPUTS, stackName } from '../pipeline/deployed/resource-names.ts';
import { compareDeployed, type Difference } from '../pipeline/plan/compare-deployed.ts';
import { planOf } from '../pipeline/plan/planner.ts';
import { LOCAL_STAGE } from './deployed.ts';
import { FailedError } from './failed-error.ts';

/**
 * What deploying a definition would change; `undefined` where it was never deployed.
 *
 * @param target - What the stage `local` is, if not what the environment says.
 */
export async function againstDeployed(
  pipeline: Pipeline,
  stage: string,
  target?: Target,
): Promise<readonly Difference[] | undefined> {
  if (stage === LOCAL_STAGE) turnEnvironmentTo(target ?? resolveEndpoint(), process.env);
  const outputs = await stackOutputs(stackName({ pipeline: pipeline.name, stage }, 'Data'));
  if (outputs === undefined) return undefined;
  const stateTable = outputs[DATA_OUTPUTS.stateTable] ?? '';
  const plan = planOf(pipeline);
  return compareDeployed(plan, await deployedState(plan, { outputs, stateTable, ...awsClients() }));
}

/** A difference as people read it. */
export const differenceLine = ({ kind, name, says }: Difference): string =>
  `${kind}: ${name}: ${says}`;

/** @throws {@link FailedError} if lanes would refuse to go on; what to do is in the lines before it. */
export function refuseWhatStops(differences: readonly Difference[], stage: string): void {
  const count = differences.filter(({ stops }) => stops).length;
  if (count === 0) return;
  throw new FailedError(
    `--against: deploying this would stop lanes of stage ${stage}; got ${count === 1 ? 'one change' : `${count} changes`} under state that is there, expected none; do what is said above`,
  );
}
