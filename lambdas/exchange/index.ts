import { pipeline } from '#pipeline';
import { countedReport } from '../../lib/adapters/batch-report.ts';
import { deploymentFrom } from '../../lib/adapters/deployment.ts';
import { exchangeHandler } from '../../lib/adapters/kinesis/exchange-handler.ts';
import { deployedExchangeLane } from '../../lib/adapters/speed-layer.ts';

const deployment = deploymentFrom(process.env, pipeline);

export const handler = exchangeHandler(
  deployedExchangeLane(pipeline, deployment),
  countedReport({ ...deployment, pipeline: pipeline.name }),
);
