import { pipeline } from '#pipeline';
import { batchDefinition } from '../../lib/functions/batch/batch-definition.ts';
import { planPorts } from '../../lib/functions/batch/plan-ports.ts';
import { batchSteps } from '../../lib/functions/batch/steps.ts';
import { deploymentFrom, lanesFrom } from '../../lib/functions/deployment.ts';

const ports = planPorts(deploymentFrom(process.env, pipeline), lanesFrom(process.env));

export const handler = batchSteps(batchDefinition(pipeline), ports);
