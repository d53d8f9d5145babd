import type { LanePlan } from '../pipeline/plan.ts';
import { awsClients } from './clients.ts';
import { readEnvironment } from './environment.ts';
import type { LaneOf } from './s3/check-archived.ts';
import type { Deployment } from './speed-layer.ts';

/**
 * Kinds of the lanes that were deployed with a function, by the ARNs of their functions.
 *
 * @throws Error that names the variable if it is missing.
 */
export function lanesFrom(environment: NodeJS.ProcessEnv): LaneOf {
  const { LANES } = readEnvironment(environment, 'LANES');
  const lanes = LANES.split(',').map((each) => each.split('=') as [LanePlan['kind'], string]);
  // the ARN that an invocation record names ends with the version that was invoked
  return async (arn) => lanes.find(([, lane]) => arn === lane || arn.startsWith(`${lane}:`))?.[0];
}

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
