import { pipeline } from '#pipeline';
import { batchDefinition } from '../../lib/functions/batch/batch-definition.ts';
import { reducePorts } from '../../lib/functions/batch/reduce-ports.ts';
import { deploymentFrom } from '../../lib/functions/deployment.ts';
import type { ReduceOutcome, ReduceTask } from '../../lib/runtime/batch/protocol.ts';
import { reduceBucket } from '../../lib/runtime/batch/reduce-bucket.ts';

const definition = batchDefinition(pipeline);
const ports = reducePorts(pipeline, deploymentFrom(process.env, pipeline));

export const handler = (task: ReduceTask): Promise<ReduceOutcome> =>
  reduceBucket(definition, ports, task);
