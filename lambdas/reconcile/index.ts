import { pipeline } from '#pipeline';
import { deploymentFrom } from '../../lib/functions/deployment.ts';
import { reconcileHandler } from '../../lib/functions/reconcile/handler.ts';
import { reconcilePorts } from '../../lib/functions/reconcile/ports.ts';

const deployment = deploymentFrom(process.env, pipeline);

export const handler = reconcileHandler(pipeline, reconcilePorts(pipeline, deployment), {
  stage: deployment.stage,
});
