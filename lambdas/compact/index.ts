import { pipeline } from '#pipeline';
import { compactionHandler } from '../../lib/adapters/compaction/handler.ts';
import { compactionOf } from '../../lib/adapters/compaction/streams.ts';
import { deploymentFrom } from '../../lib/adapters/deployment.ts';

export const handler = compactionHandler(
  compactionOf(pipeline, deploymentFrom(process.env, pipeline)),
);
