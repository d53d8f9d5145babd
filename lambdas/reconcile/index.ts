import { pipeline } from '#pipeline';
import { deploymentFrom } from '../../lib/adapters/deployment.ts';
import { reconcileHandler } from '../../lib/adapters/reconcile/handler.ts';
import { reconcilePorts } from '../../lib/adapters/reconcile/ports.ts';

const deployment = deploymentFrom(process.env, pipeline);

export const handler = reconcileHandler(pipeline, reconcilePorts(pipeline, deployment), {
  stage: deployment.stage,
});
