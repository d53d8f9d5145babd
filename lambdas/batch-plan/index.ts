import { pipeline } from '#pipeline';
import { batchDefinition } from '../../lib/adapters/batch/batch-definition.ts';
import { planPorts } from '../../lib/adapters/batch/plan-ports.ts';
import { batchSteps } from '../../lib/adapters/batch/steps.ts';
import { deploymentFrom, lanesFrom } from '../../lib/adapters/deployment.ts';

const ports = planPorts(deploymentFrom(process.env, pipeline), lanesFrom(process.env));

export const handler = batchSteps(batchDefinition(pipeline), ports);
