import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';
import type { LaneOf } from '../adapters/s3/check-archived.ts';
import type { Plan } from '../pipeline/plan/plan.ts';

/** Says of a function what kind of lane of a plan it is; `undefined` if there is no such lane now. */
export const laneKindOf =
  ({ lanes }: Plan): LaneOf =>
  async (functionArn) => {
    const name = await laneOfFunction(functionArn);
    return lanes.find((lane) => lane.name === name)?.kind;
  };

/** Name of the lane that a function was deployed as; `undefined` if there is no such function now. */
async function laneOfFunction(functionArn: string): Promise<string | undefined> {
  // the ARN that an invocation record names ends with the version that was invoked
  const [arn] = /^arn:[^:]*:lambda:[^:]*:[^:]*:function:[^:]+/.exec(functionArn) ?? [];
  if (arn === undefined) return undefined;
  const client = new LambdaClient({});
  try {
    const { Environment } = await client.send(
      new GetFunctionConfigurationCommand({ FunctionName: arn }),
    );
    return Environment?.Variables?.['LANE'];
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  } finally {
    client.destroy();
  }
}
