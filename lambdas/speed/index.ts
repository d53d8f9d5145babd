import { pipeline } from '#pipeline';
import { countedReport } from '../../lib/functions/batch-report.ts';
import { deploymentFrom } from '../../lib/functions/deployment.ts';
import { speedHandler } from '../../lib/functions/speed-handler.ts';
import { deployedSourceLane } from '../../lib/functions/speed-layer.ts';

const deployment = deploymentFrom(process.env, pipeline);

export const handler = speedHandler(
  deployedSourceLane(pipeline, deployment.lane, deployment),
  countedReport({ ...deployment, pipeline: pipeline.name }),
);
