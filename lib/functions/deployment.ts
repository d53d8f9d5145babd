import { awsClients } from '../adapters/aws/clients.ts';
import type { LaneOf } from '../adapters/s3/check-archived.ts';
import type { Pipeline } from '../pipeline/definition/definition.ts';
import { physicalStreamName } from '../pipeline/deployed/resource-names.ts';
import type { LanePlan } from '../pipeline/plan/plan.ts';
import { readEnvironment } from './environment.ts';
import type { Deployment } from './speed-layer.ts';

/**
 * Kinds of the lanes that were deployed with a function, by the ARNs of their functions: `undefined` for
 * archive lanes too, of which the variable does not speak.
 *
 * @throws Error that names the variable if it is missing.
 */
export function lanesFrom(environment: NodeJS.ProcessEnv): LaneOf {
  const { LANES } = readEnvironment(environment, 'LANES');
  const lanes = new Map(
    LANES.split(',').map((each) => each.split('=').reverse() as [string, LanePlan['kind']]),
  );
  // the ARN that an invocation record names ends with the version that was invoked
  return async (arn) => lanes.get(/:function:([^:]+)/.exec(arn)?.[1] ?? '');
}

/**
 * What a function was deployed with, from the variables that its stack sets.
 *
 * @throws Error that names the variables that are missing.
 */
export function deploymentFrom(
  environment: NodeJS.ProcessEnv,
  { name: pipeline, streams }: Pick<Pipeline, 'name' | 'streams'>,
): Deployment & { readonly lane: string } {
  const { LANE, MILLRACE_STAGE, VIEWS_TABLE, STATE_TABLE, LAKE_BUCKET } = readEnvironment(
    environment,
    ...(['LANE', 'MILLRACE_STAGE', 'VIEWS_TABLE', 'STATE_TABLE', 'LAKE_BUCKET'] as const),
  );
  const deployment = { pipeline, stage: MILLRACE_STAGE };
  return {
    ...awsClients(),
    lane: LANE,
    stage: MILLRACE_STAGE,
    viewsTable: VIEWS_TABLE,
    stateTable: STATE_TABLE,
    lakeBucket: LAKE_BUCKET,
    exchangeStream: environment['EXCHANGE_STREAM'] ?? '',
    sourceStreams: Object.fromEntries(
      streams.map(({ name }) => [name, physicalStreamName(deployment, name)]),
    ),
  };
}
