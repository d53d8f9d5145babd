import { pipeline } from '#pipeline';
import { deploymentFrom } from '../../lib/adapters/deployment.ts';
import { speedHandler } from '../../lib/adapters/kinesis/speed-handler.ts';
import { deployedSourceLane } from '../../lib/adapters/speed-layer.ts';

const deployment = deploymentFrom(process.env);

export const handler = speedHandler(deployedSourceLane(pipeline, deployment.lane, deployment));
