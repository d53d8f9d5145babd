import { awsClients } from './clients.ts';
import { readEnvironment } from './environment.ts';
import type { Deployment } from './speed-layer.ts';

/**
 * What a function was deployed with, from the variables that its stack sets.
 *
 * @throws Error that names the variables that are missing.
 */
export function deploymentFrom(
  environment: NodeJS.ProcessEnv,
): Deployment & { readonly lane: string } {
  const { LANE, MILLRACE_STAGE, VIEWS_TABLE, STATE_TABLE, LAKE_BUCKET, SOURCE_STREAMS } =
    readEnvironment(
      environment,
      'LANE',
      'MILLRACE_STAGE',
      'VIEWS_TABLE',
      'STATE_TABLE',
      'LAKE_BUCKET',
      'SOURCE_STREAMS',
    );
  return {
    ...awsClients(),
    lane: LANE,
    stage: MILLRACE_STAGE,
    viewsTable: VIEWS_TABLE,
    stateTable: STATE_TABLE,
    lakeBucket: LAKE_BUCKET,
    exchangeStream: environment['EXCHANGE_STREAM'] ?? '',
    sourceStreams: JSON.parse(SOURCE_STREAMS) as Record<string, string>,
  };
}
