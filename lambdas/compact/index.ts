import { pipeline } from '#pipeline';
import { compactionHandler } from '../../lib/functions/compaction/handler.ts';
import { compactionOf } from '../../lib/functions/compaction/streams.ts';
import { deploymentFrom } from '../../lib/functions/deployment.ts';

export const handler = compactionHandler(
  compactionOf(pipeline, deploymentFrom(process.env, pipeline)),
);
