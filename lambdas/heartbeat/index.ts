import { pipeline } from '#pipeline';
import { beat } from '../../lib/adapters/kinesis/heartbeat.ts';
import { deploymentFrom } from '../../lib/functions/deployment.ts';
import { planOf } from '../../lib/pipeline/plan/planner.ts';

const deployment = deploymentFrom(process.env, pipeline);
const plan = planOf(pipeline);

export const handler = (): Promise<void> => beat(plan, { ...deployment, now: Date.now });
