import { pipeline } from '#pipeline';
import { archiveHandler } from '../../lib/functions/archive-handler.ts';
import { deployedArchiveLane } from '../../lib/functions/archive-layer.ts';
import { countedReport } from '../../lib/functions/batch-report.ts';
import { deploymentFrom } from '../../lib/functions/deployment.ts';

const deployment = deploymentFrom(process.env, pipeline);

export const handler = archiveHandler(
  deployedArchiveLane(pipeline, deployment.lane, deployment),
  countedReport({ ...deployment, pipeline: pipeline.name }),
);
