import { pipeline } from '#pipeline';
import { deploymentFrom } from '../../lib/adapters/deployment.ts';
import { beat } from '../../lib/adapters/kinesis/heartbeat.ts';
import { planOf } from '../../lib/pipeline/planner.ts';

const deployment = deploymentFrom(process.env, pipeline);
const plan = planOf(pipeline);

export const handler = (): Promise<void> => beat(plan, { ...deployment, now: Date.now });
