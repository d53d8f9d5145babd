import { pipeline } from '#pipeline';
import { countedReport } from '../../lib/functions/batch-report.ts';
import { deploymentFrom } from '../../lib/functions/deployment.ts';
import { exchangeHandler } from '../../lib/functions/exchange-handler.ts';
import { deployedExchangeLane } from '../../lib/functions/speed-layer.ts';

const deployment = deploymentFrom(process.env, pipeline);

export const handler = exchangeHandler(
  deployedExchangeLane(pipeline, deployment),
  countedReport({ ...deployment, pipeline: pipeline.name }),
);
