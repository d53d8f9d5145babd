import { awsClients } from '../adapters/aws/clients.ts';
import { stackOutputs } from '../adapters/aws/stack-outputs.ts';
import { resolveEndpoint, turnEnvironmentTo } from '../local-cloud/index.ts';
import type { Pipeline } from '../pipeline/definition/definition.ts';
import { DATA_OUTPUTS, stackName, streamOutput } from '../pipeline/deployed/resource-names.ts';
import { UsageError } from './usage-error.ts';

/** A deployed pipeline as the tool sees it. */
export interface Deployed extends ReturnType<typeof awsClients> {
  readonly stage: string;
  readonly viewsTable: string;
  readonly stateTable: string;
  readonly lakeBucket: string;
  /** Work group of Athena; empty if the stage has no tables of its lake. */
  readonly lakeWorkGroup: string;
  /** Empty if the pipeline has no exchange. */
  readonly exchangeStream: string;
  /** Names of the deployed streams, by their names in the pipeline. */
  readonly streams: Readonly<Record<string, string>>;
}

/** Stage that means the local cloud, and not an account. */
export const LOCAL_STAGE = 'local';

/**
 * Finds what was deployed, by the outputs of its stack.
 *
 * The stage `local` is the local cloud, or whatever `AWS_ENDPOINT_URL` names; any other stage is in
 * the account that the environment has credentials for.
 *
 * @throws {@link UsageError} if the stack is not there; LocalCloudError without a local cloud
 */
export async function findDeployed(pipeline: Pipeline, stage: string): Promise<Deployed> {
  if (stage === LOCAL_STAGE) turnEnvironmentTo(resolveEndpoint(), process.env);
  const name = stackName({ pipeline: pipeline.name, stage }, 'Data');
  const outputs = await stackOutputs(name);
  if (outputs === undefined) {
    const region = process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'] ?? 'no region';
    const deploy =
      stage === LOCAL_STAGE
        ? 'npx millrace dev up --deploy'
        : `npx cdk deploy --all -c stage=${stage}`;
    throw new UsageError(
      `--stage: the pipeline is not deployed there; got no stack ${name} in ${region}, expected one; deploy it with: ${deploy}, or name the stage and region where it is`,
    );
  }
  const output = (key: string): string => outputs[key] ?? '';
  return {
    ...awsClients(),
    stage,
    viewsTable: output(DATA_OUTPUTS.viewsTable),
    stateTable: output(DATA_OUTPUTS.stateTable),
    lakeBucket: output(DATA_OUTPUTS.lakeBucket),
    lakeWorkGroup: output(DATA_OUTPUTS.lakeWorkGroup),
    exchangeStream: output(DATA_OUTPUTS.exchangeStream),
    streams: Object.fromEntries(
      pipeline.streams.map(({ name: stream }) => [stream, output(streamOutput(stream))]),
    ),
  };
}
