import { pipeline } from '#pipeline';
import { countedReport } from '../../lib/adapters/batch-report.ts';
import { deploymentFrom } from '../../lib/adapters/deployment.ts';
import { speedHandler } from '../../lib/adapters/kinesis/speed-handler.ts';
import { deployedSourceLane } from '../../lib/adapters/speed-layer.ts';

const deployment = deploymentFrom(process.env, pipeline);

export const handler = speedHandler(
  deployedSourceLane(pipeline, deployment.lane, deployment),
  countedReport({ ...deployment, pipeline: pipeline.name }),
);
