import { setTimeout as sleep } from 'node:timers/promises';
import { batchDefinition } from '../../adapters/batch/batch-definition.ts';
import { batchPorts } from '../../adapters/batch/ports.ts';
import { lakeRunFiles } from '../../adapters/batch/run-files.ts';
import { stackOutputs } from '../../adapters/cloudformation/stack-outputs.ts';
import { laneKindOf } from '../../adapters/lambda/lane-of-function.ts';
import { s3Lake } from '../../adapters/s3/lake.ts';
import { batchMachine } from '../../adapters/stepfunctions/batch-machine.ts';
import type { Pipeline } from '../../pipeline/definition.ts';
import { COMPUTE_OUTPUTS, stackName } from '../../pipeline/resource-names.ts';
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
