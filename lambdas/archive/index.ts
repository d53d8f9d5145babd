import { pipeline } from '#pipeline';
import { deployedArchiveLane } from '../../lib/adapters/archive-layer.ts';
import { countedReport } from '../../lib/adapters/batch-report.ts';
import { deploymentFrom } from '../../lib/adapters/deployment.ts';
import { archiveHandler } from '../../lib/adapters/kinesis/archive-handler.ts';

const deployment = deploymentFrom(process.env, pipeline);

export const handler = archiveHandler(
  deployedArchiveLane(pipeline, deployment.lane, deployment),
  countedReport({ ...deployment, pipeline: pipeline.name }),
);
