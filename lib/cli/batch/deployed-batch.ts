import { setTimeout as sleep } from 'node:timers/promises';
import { batchMachine } from '../../adapters/aws/batch-machine.ts';
import { stackOutputs } from '../../adapters/aws/stack-outputs.ts';
import { s3Lake } from '../../adapters/s3/lake.ts';
import { lakeRunFiles } from '../../adapters/s3/run-files.ts';
import { batchDefinition } from '../../functions/batch/batch-definition.ts';
import { batchPorts } from '../../functions/batch/ports.ts';
import { laneKindOf } from '../../functions/lane-of-function.ts';
import type { Pipeline } from '../../pipeline/definition/definition.ts';
import { COMPUTE_OUTPUTS, stackName } from '../../pipeline/deployed/resource-names.ts';
import { loadDefinition } from '../definition.ts';
import { findDeployed } from '../deployed.ts';
import { UsageError } from '../usage-error.ts';
import type { Opened } from './reported-run.ts';

/** Where definitions and deployments come from. */
export interface BatchCommandPorts {
  load(pipeline: string | undefined): Promise<Pipeline>;
  open(pipeline: Pipeline, stage: string): Promise<Opened>;
  now(): number;
}

/** Milliseconds between two looks at a run. */
const LOOK_EVERY = 1_000;

/** Batch runs over what is deployed. */
export const DEPLOYED_BATCH: BatchCommandPorts = {
  load: loadDefinition,
  async open(pipeline, stage) {
    const { streams, ...deployed } = await findDeployed(pipeline, stage);
    const lake = s3Lake(deployed.s3, deployed.lakeBucket);
    const definition = batchDefinition(pipeline);
    const laneOf = laneKindOf(definition.plan);
    return {
      definition,
      ports: batchPorts(definition, { ...deployed, sourceStreams: streams }, laneOf),
      deployed: async () => ({
        machine: batchMachine(await machineOf({ pipeline: pipeline.name, stage })),
        ...{ lake, files: lakeRunFiles(lake) },
        pause: () => sleep(LOOK_EVERY),
      }),
    };
  },
  now: Date.now,
};

async function machineOf(deployment: { pipeline: string; stage: string }): Promise<string> {
  const name = stackName(deployment, 'Compute');
  const arn = (await stackOutputs(name))?.[COMPUTE_OUTPUTS.batchMachine];
  if (arn !== undefined) return arn;
  throw new UsageError(
    `--stage: batch runs are not deployed there; got no output ${COMPUTE_OUTPUTS.batchMachine} of ${name}, expected one; deploy the stacks of this version, or add --in-process`,
  );
}
